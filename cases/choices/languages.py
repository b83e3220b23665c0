"""Languages by their ISO 639 code, spoken, signed or written, and which script runs from right to left.

Two letters where ISO 639-1 has a code, three from ISO 639-3 where it has none. Makaton and two other ways of
signing have no code, so they take codes of the range *qaa* to *qtz*, which the standard leaves to local use.
"""

from django.db.models import TextChoices


class Language(TextChoices):
    """A language a person speaks, signs or reads."""

    ENGLISH = "en", "English"
    GUJARATI = "gu", "Gujarati"
    PANJABI = "pa", "Panjabi"
    URDU = "ur", "Urdu"
    HINDI = "hi", "Hindi"
    BENGALI = "bn", "Bengali"
    SYLHETI = "syl", "Sylheti"
    POLISH = "pl", "Polish"
    ROMANIAN = "ro", "Romanian"
    SOMALI = "so", "Somali"
    PORTUGUESE = "pt", "Portuguese"
    TAMIL = "ta", "Tamil"
    TELUGU = "te", "Telugu"
    MALAYALAM = "ml", "Malayalam"
    MARATHI = "mr", "Marathi"
    KUTCHI = "kfr", "Kutchi"
    NEPALI = "ne", "Nepali"
    SINHALA = "si", "Sinhala"
    ARABIC = "ar", "Arabic"
    PERSIAN_FARSI = "fa", "Persian (Farsi)"
    DARI = "prs", "Dari"
    PASHTO = "ps", "Pashto"
    KURDISH_KURMANJI = "ku", "Kurdish (Kurmanji)"
    KURDISH_SORANI = "ckb", "Kurdish (Sorani)"
    TURKISH = "tr", "Turkish"
    GREEK = "el", "Greek"
    ITALIAN = "it", "Italian"
    SPANISH = "es", "Spanish"
    FRENCH = "fr", "French"
    GERMAN = "de", "German"
    DUTCH = "nl", "Dutch"
    DANISH = "da", "Danish"
    SWEDISH = "sv", "Swedish"
    CZECH = "cs", "Czech"
    SLOVAK = "sk", "Slovak"
    HUNGARIAN = "hu", "Hungarian"
    BULGARIAN = "bg", "Bulgarian"
    RUSSIAN = "ru", "Russian"
    UKRAINIAN = "uk", "Ukrainian"
    LITHUANIAN = "lt", "Lithuanian"
    LATVIAN = "lv", "Latvian"
    ESTONIAN = "et", "Estonian"
    ALBANIAN = "sq", "Albanian"
    SERBIAN = "sr", "Serbian"
    CROATIAN = "hr", "Croatian"
    BOSNIAN = "bs", "Bosnian"
    ROMANI = "rom", "Romani"
    IRISH = "ga", "Irish"
    WELSH = "cy", "Welsh"
    SCOTTISH_GAELIC = "gd", "Scottish Gaelic"
    HEBREW = "he", "Hebrew"
    YIDDISH = "yi", "Yiddish"
    AMHARIC = "am", "Amharic"
    TIGRINYA = "ti", "Tigrinya"
    OROMO = "om", "Oromo"
    SWAHILI = "sw", "Swahili"
    LUGANDA = "lg", "Luganda"
    YORUBA = "yo", "Yoruba"
    IGBO = "ig", "Igbo"
    HAUSA = "ha", "Hausa"
    AKAN_TWI_FANTE = "ak", "Akan (Twi, Fante)"
    EWE = "ee", "Ewe"
    WOLOF = "wo", "Wolof"
    FULAH = "ff", "Fulah"
    LINGALA = "ln", "Lingala"
    KINYARWANDA = "rw", "Kinyarwanda"
    SHONA = "sn", "Shona"
    NDEBELE = "nd", "Ndebele"
    ZULU = "zu", "Zulu"
    XHOSA = "xh", "Xhosa"
    AFRIKAANS = "af", "Afrikaans"
    CHINESE_MANDARIN = "cmn", "Chinese (Mandarin)"
    CHINESE_CANTONESE = "yue", "Chinese (Cantonese)"
    CHINESE_HAKKA = "hak", "Chinese (Hakka)"
    VIETNAMESE = "vi", "Vietnamese"
    THAI = "th", "Thai"
    FILIPINO_TAGALOG = "tl", "Filipino (Tagalog)"
    MALAY = "ms", "Malay"
    INDONESIAN = "id", "Indonesian"
    BURMESE = "my", "Burmese"
    KHMER = "km", "Khmer"
    JAPANESE = "ja", "Japanese"
    KOREAN = "ko", "Korean"
    MONGOLIAN = "mn", "Mongolian"
    ARMENIAN = "hy", "Armenian"
    GEORGIAN = "ka", "Georgian"
    AZERBAIJANI = "az", "Azerbaijani"
    KAZAKH = "kk", "Kazakh"
    UZBEK = "uz", "Uzbek"
    BRITISH_SIGN_LANGUAGE = "bfi", "British Sign Language"
    IRISH_SIGN_LANGUAGE = "isg", "Irish Sign Language"
    AMERICAN_SIGN_LANGUAGE = "ase", "American Sign Language"
    MAKATON = "qmk", "Makaton"
    SIGNED_ENGLISH = "qse", "Signed English"
    TACTILE_SIGNING_DEAFBLIND_MANUAL = "qtf", "Tactile signing (deafblind manual)"
    ANOTHER_LANGUAGE = "und", "Another language"


WRITTEN_RIGHT_TO_LEFT = frozenset(
    {
        Language.ARABIC,
        Language.PERSIAN_FARSI,
        Language.DARI,
        Language.PASHTO,
        Language.URDU,
        Language.KURDISH_SORANI,
        Language.HEBREW,
        Language.YIDDISH,
    }
)
"""Languages whose writing runs from right to left."""

SIGNED = frozenset(
    {
        Language.BRITISH_SIGN_LANGUAGE,
        Language.IRISH_SIGN_LANGUAGE,
        Language.AMERICAN_SIGN_LANGUAGE,
        Language.MAKATON,
        Language.SIGNED_ENGLISH,
        Language.TACTILE_SIGNING_DEAFBLIND_MANUAL,
    }
)
"""Languages made with the hands."""
