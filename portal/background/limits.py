"""How long and how often the background work tries, each number written once."""

ADDRESS_MAX = 254  # characters, as in RFC 5321
SUBJECT_MAX = 200  # characters
KEY_MAX = 200  # characters
PROBLEM_MAX = 60  # characters
LEASE_SECONDS = 300  # for which one worker has a mail or a job to itself; more than one mail can take
MAIL_SECONDS = 20  # that the mail server has for each answer
# Minutes from one attempt to the next: four days in all, as RFC 5321 asks for. Then the mail has failed.
RETRY_MINUTES = (1, 5, 30, 120, 360, 720, 1440, 1440, 1440)
ATTEMPTS_MAX = len(RETRY_MINUTES) + 1
OUTAGE_SECONDS = (15, 30, 60, 120, 300)  # while no mail server answers at all; the last one again and again
JOB_RETRY_MINUTES = (5, 30, 120)  # after a job has failed; the last one again and again
BATCH = 50  # mails sent over one connection
MAIL_KEEP_DAYS = 14  # after a mail was sent, dropped or given up
POLL_SECONDS = 5  # between two looks at what is due
FREQUENT_SECONDS = 60  # between two runs of the small jobs
