"""Contracts – how a child comes to a place, what its certificate pays, how it ends.

The largest floor of the house. Its rules lie side by side, each named after what people do; these
are the rooms they belong to (a test holds the list). Pages are in `views`, tables in `models`.

Who and what: access history lifecycle listing naming families
Thinking of a place: advising basket cures fitting obstacles offering place_obstacles possibilities
    reckoning remembering simulating sparing
Asking for it: enrolling entrusting placing receipts seating
The answer, waiting: alternatives auditioning awaiting coming_free hurrying likeness overdue reasons
    waiting
The price, the months: decaying forecasting foretelling funding instalments months weekly_hours
What happens to a contract: ceasing continuing correcting deleting ending excluding finishing
    freezing growing_up moving prolonging terminating
What happens to a certificate: lowering returning transferring
Social certificates: forming
Lessons: attending confirming doubting excusing occurring presence teaching timetabling
    week_calendar
Documents and payment: annex document_lists document_promises document_sheets documents drafting
    examining invoicing owing papers paydays printing reconciling remitting settling sheets
Planning a period: calculating committing limiting proposing rehearsing
The calendar: calendar_letters checking closing daily inspecting jobs monthly previewing protocol
    reminding running storing tasks
What a family follows: following needing suggesting tracing
Opinions, questions, disputes: answering asking disputing evaluating hinting questioning tallying
    vetting
Letters: document_letters letters_of_disputes letters_of_hurrying letters_of_lessons
    letters_of_moving letters_of_prolonging letters_of_questions letters_of_refusing
    letters_of_waiting notifications opinion_letters
Forms: audition_forms behalf_forms certificate_forms dispute_forms document_forms forms job_forms
    journal_forms limit_forms moving_forms note_forms opinion_forms planning_forms point_forms
    question_forms
Frame: apps urls
"""
