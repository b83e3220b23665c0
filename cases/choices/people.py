"""Words for people: who they are to a case, their needs and background, how to reach them; words only."""

from django.db.models import TextChoices

RECORD_ERASED = "Record erased"
"""What stands in the place of a name, or of words, whose key was destroyed."""


class CaseRole(TextChoices):
    """Who a person is in a case."""

    CHILD_OR_YOUNG_PERSON = "child_or_young_person", "Child or young person"
    PARENT_CARER = "parent_carer", "Parent or carer"
    OTHER = "other", "Someone else"


class Relationship(TextChoices):
    """What one person is to a child or young person."""

    MOTHER = "mother", "Mother"
    FATHER = "father", "Father"
    PARENT = "parent", "Parent"
    STEP_PARENT = "step_parent", "Step-parent"
    FOSTER_CARER = "foster_carer", "Foster carer"
    ADOPTIVE_PARENT = "adoptive_parent", "Adoptive parent"
    SPECIAL_GUARDIAN = "special_guardian", "Special guardian"
    GRANDPARENT = "grandparent", "Grandparent"
    SIBLING = "sibling", "Brother or sister"
    OTHER_RELATIVE = "other_relative", "Another relative"
    PARTNER_OF_PARENT = "partner_of_parent", "Partner of a parent"
    FRIEND = "friend", "Friend or supporter"
    CORPORATE_PARENT = "corporate_parent", "Corporate parent"
    REPRESENTATIVE = "representative", "Court of Protection deputy, or attorney"
    OTHER = "other", "Someone else"


class ParentalResponsibility(TextChoices):
    """Whether a person has parental responsibility for the child or young person."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_KNOWN = "not_known", "Not known"


class PrimaryNeed(TextChoices):
    """The main need, by the codes of the school census; many families have no diagnosis."""

    SPECIFIC_LEARNING = "spld", "Specific learning difficulty"
    MODERATE_LEARNING = "mld", "Moderate learning difficulty"
    SEVERE_LEARNING = "sld", "Severe learning difficulty"
    PROFOUND_LEARNING = "pmld", "Profound and multiple learning difficulty"
    DOWN_SYNDROME = "ds", "Down syndrome"
    MENTAL_HEALTH = "semh", "Social, emotional and mental health"
    SPEECH_AND_LANGUAGE = "slcn", "Speech, language and communication"
    HEARING = "hi", "Hearing impairment"
    VISION = "vi", "Vision impairment"
    MULTI_SENSORY = "msi", "Multi-sensory impairment"
    PHYSICAL = "pd", "Physical disability"
    AUTISM = "asd", "Autism"
    OTHER = "oth", "Another need"
    NOT_YET_IDENTIFIED = "not_yet_identified", "Not yet identified"
    NOT_KNOWN = "not_known", "Not known"


class Sex(TextChoices):
    """Sex, as national figures count it."""

    FEMALE = "female", "Female"
    MALE = "male", "Male"
    NOT_SAID = "not_said", "Prefers not to say"
    NOT_ASKED = "not_asked", "Not asked"


class Ethnicity(TextChoices):
    """The 19 groups of the 2021 Census (Office for National Statistics), and two answers more."""

    INDIAN = "indian", "Asian: Indian"
    PAKISTANI = "pakistani", "Asian: Pakistani"
    BANGLADESHI = "bangladeshi", "Asian: Bangladeshi"
    CHINESE = "chinese", "Asian: Chinese"
    OTHER_ASIAN = "other_asian", "Asian: any other background"
    BLACK_CARIBBEAN = "black_caribbean", "Black: Caribbean"
    BLACK_AFRICAN = "black_african", "Black: African"
    OTHER_BLACK = "other_black", "Black: any other background"
    WHITE_AND_BLACK_CARIBBEAN = "white_and_black_caribbean", "Mixed: White and Black Caribbean"
    WHITE_AND_BLACK_AFRICAN = "white_and_black_african", "Mixed: White and Black African"
    WHITE_AND_ASIAN = "white_and_asian", "Mixed: White and Asian"
    OTHER_MIXED = "other_mixed", "Mixed: any other background"
    WHITE_BRITISH = "white_british", "White: English, Welsh, Scottish, Northern Irish or British"
    WHITE_IRISH = "white_irish", "White: Irish"
    GYPSY_OR_IRISH_TRAVELLER = "gypsy_or_irish_traveller", "White: Gypsy or Irish Traveller"
    ROMA = "roma", "White: Roma"
    OTHER_WHITE = "other_white", "White: any other background"
    ARAB = "arab", "Arab"
    OTHER = "other", "Any other ethnic group"
    NOT_SAID = "not_said", "Prefers not to say"
    NOT_ASKED = "not_asked", "Not asked"


class AccessibleFormat(TextChoices):
    """How a person needs information, after the Accessible Information Standard."""

    LARGE_PRINT = "large_print", "Large print"
    EASY_READ = "easy_read", "Easy read"
    PLAIN_EMAIL = "plain_email", "Plain text email"
    AUDIO = "audio", "Audio"
    BRAILLE = "braille", "Braille"
    SIGN_INTERPRETER = "sign_interpreter", "British Sign Language interpreter"
    SIGN_VIDEO = "sign_video", "British Sign Language video"
    LIPSPEAKER = "lipspeaker", "Lipspeaker"
    NOTETAKER = "notetaker", "Notetaker"
    SPEECH_TO_TEXT = "speech_to_text", "Speech to text"
    TEXT_RELAY = "text_relay", "Text relay"
    READ_ALOUD = "read_aloud", "Read aloud: finds reading hard"
    COLOURED_PAPER = "coloured_paper", "Coloured paper"


class ContactPointKind(TextChoices):
    """A way to reach a person."""

    MOBILE = "mobile", "Mobile"
    LANDLINE = "landline", "Landline"
    EMAIL = "email", "Email"
    POST = "post", "Post"


class ContactSafety(TextChoices):
    """Whether a way to reach a person may be used; someone else may read or hear it."""

    SAFE = "safe", "Safe to use"
    WITH_CARE = "with_care", "Safe with care: see the note"
    NOT_SAFE = "not_safe", "Do not use"
    NOT_WORKING = "not_working", "Does not work"
    NOT_KNOWN = "not_known", "Not asked yet"


class AgeBand(TextChoices):
    """Ages as national figures band them, on the day of the contact."""

    UNDER_5 = "under_5", "Under 5"
    FROM_5_TO_10 = "5_to_10", "5 to 10"
    FROM_11_TO_15 = "11_to_15", "11 to 15"
    FROM_16_TO_19 = "16_to_19", "16 to 19"
    FROM_20_TO_25 = "20_to_25", "20 to 25"
    OVER_25 = "over_25", "Over 25"
    NOT_KNOWN = "not_known", "Not known"
