"""Given names and surnames that are common in twenty countries, for people who do not exist."""

NAMES = {
    "UZB": (
        "Oʻktam Dilnoza Nilufar Shahzod Gʻayrat Zulfiya Bekzod Madina",
        "Gʻulomov Karimova Yusupova Toʻrayev Rahimov Qodirova Saidov",
    ),
    "TKM": ("Aýna Maral Döwlet Serdar Oguljan Merdan Jeren", "Annaýewa Gurbanow Öwezow Ataýew Nuryýewa Hojaýew"),
    "AZE": ("Aysel Elçin Gülnarə Rəşad Nərmin Tural Ləman", "Məmmədova Əliyev Hüseynov Quliyeva Həsənov Rzayeva"),
    "GEO": ("Nino Giorgi Tamar Levan Ketevan Davit", "Beridze Kapanadze Gelashvili Lomidze Mchedlishvili"),
    "KGZ": ("Aigul Nurlan Cholpon Azamat Gulnara", "Asanov Toktogulova Mamytov Abdyldaev Kadyrova"),
    "SYR": ("Omar Rima Youssef Lina Samer Hala Mahmoud", "Al-Hassan Al-Halabi Haddad Khoury Al-Masri Darwish"),
    "IRQ": ("Ahmed Zainab Ali Noor Mustafa Hussein", "Al-Jubouri Al-Tikriti Kadhim Abbas Al-Dulaimi"),
    "IRN": ("Zahra Reza Maryam Hossein Parisa Mehdi", "Mohammadi Hosseini Rahimi Karimi Jafari Moradi"),
    "AFG": ("Najib Farida Ahmad Shabnam Zalmai", "Rahimi Ahmadzai Noorzai Stanikzai Barakzai"),
    "RUS": ("Anna Dmitrii Ekaterina Sergei Olga Aleksandr", "Ivanova Petrov Smirnova Kuznetsov Sokolova Popov"),
    "UKR": ("Oksana Andrii Mar’yana Taras Yuliia", "Shevchenko Kovalenko Bondarenko Melnyk Tkachuk"),
    "DEU": ("Jürgen Ursula Jörg Käthe Björn Heike", "Müller Schäfer Groß Köhler Weiß Schröder Vogt"),
    "POL": ("Zofia Michał Agnieszka Łukasz Małgorzata", "Kowalska-Wiśniewska Nowak Zieliński Wójcik Kamiński"),
    "ESP": ("José María Íñigo Begoña Núria Pablo", "Núñez García Ibáñez de la Cruz Muñoz Peña"),
    "FRA": ("Jean-Pierre Zoë François Hélène Anaïs", "D’Arc Lefèvre L’Hôte Bœuf Garçon Benoît"),
    "GBR": ("Sean Siobhan Oliver Amelia Harry", "O’Brien O’Neill MacDonald Smith-Jones Taylor"),
    "DNK": ("Åse Søren Jørgen Mærsk Kåre", "Sørensen Ågård Kjær Østergaard Møller"),
    "CHN": ("Xiaolong Wei Li Jing Minghao", "Li Wang Zhang Ouyang Xu Lu"),
    "KOR": ("Min-jun Seo-yeon Ji-woo Hye-jin", "Kim Lee Park Choi Jung"),
    "VNM": ("Hương Đức Thảo Anh Dũng", "Nguyễn Trần Phạm Đặng Vũ"),
}


def people() -> list[tuple[str, str]]:
    """Every given name with every surname of its country; a country's names are told apart by spaces."""
    return [
        (given, surname)
        for given_names, surnames in NAMES.values()
        for given in given_names.split()
        for surname in surnames.split()
    ]
