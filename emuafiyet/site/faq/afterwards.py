"""Questions of those who have applied: decisions, money, certificate and card, personal data."""

from django.utils.translation import gettext_lazy as _

from .questions import Question, Topic

TOPICS = (
    Topic(
        "degerlendirme",
        _("Değerlendirme, düzeltme ve itiraz"),
        (
            Question(
                "durum",
                _("Başvurumun durumunu nasıl öğrenirim?"),
                (
                    _(
                        "«Başvurularım» sayfasında her başvurunun «Durum» bilgisi, sırada ne olduğu ve sizden bir şey "
                        "bekleniyorsa son günü yazar. Ayrıntı için «Eylemler» altında «Detay»ı seçin. Her değişiklik "
                        "e-postayla da bildirilir."
                    ),
                ),
            ),
            Question(
                "ne-kadar-surer",
                _("Başvurum ne kadar sürede sonuçlanır?"),
                (
                    _(
                        "Bilgi ve belgeler tamamsa 30 gün içinde karar verilir. Sizden düzeltme istenirse süre, "
                        "düzeltilmiş başvurunuz gelince yeniden başlar."
                    ),
                ),
            ),
            Question(
                "revizyon",
                _("Benden düzeltme istendi, ne yapmalıyım?"),
                (
                    _(
                        "«Başvurularım» sayfasında «Revizyon Yap»ı seçin. Yalnız istenen alanlar ve belgeler açılır; "
                        "her birinin nedeni yanında yazar. Son günden önce yeniden gönderin."
                    ),
                ),
            ),
            Question(
                "itiraz",
                _("Başvurum reddedildi, itiraz edebilir miyim?"),
                (
                    _(
                        "Evet, 30 gün içinde ve bir kez: «Başvurularım» sayfasında «Redde İtiraz Başvurusu Yap»ı "
                        "seçin. Önce ret gerekçesini dikkatle okuyun; gerekçeyi ortadan kaldıran bilgi ve belgeleri "
                        "sunmanız gerekir."
                    ),
                    _(
                        "İtirazınız da kabul edilmezse yeniden itiraz edilemez; idari yargıya başvurabilirsiniz. "
                        "Reddedilen kişi beklemeden yeni başvuru da yapabilir."
                    ),
                ),
            ),
            Question(
                "geri-cekmek",
                _("Başvurumdan vazgeçebilir miyim?"),
                (
                    _(
                        "Evet. Gönderdiğiniz başvuruyu, ödeme yapmadığınız sürece başvurunun sayfasından geri "
                        "çekebilirsiniz. Göndermediğiniz taslağı silebilirsiniz."
                    ),
                ),
            ),
        ),
    ),
    Topic(
        "odeme",
        _("Ödeme"),
        (
            Question(
                "odeme-var-mi",
                _("Ödeme yapacak mıyım?"),
                (
                    (
                        _("3 aydan kısa, kart istenmemiş: ödeme yoktur."),
                        _("3 aydan kısa, kart istenmiş: yalnız değerli kâğıt bedeli ödenir."),
                        _(
                            "3 ay ve daha uzun: harç ve değerli kâğıt bedeli ödenir. Harç, başlayan her yıl için bir "
                            "yıllık tutardır."
                        ),
                    ),
                    _(
                        "Ödeme, başvurunuz uygun bulunduktan sonra istenir; tutarlar ve son gün e-postanızda ve "
                        "başvurunuzun sayfasında yazar."
                    ),
                ),
                _("Size gerekenlerin listesini çıkarın"),
                "what_you_need",
            ),
            Question(
                "nasil-odenir",
                _("Nasıl ödeyeceğim?"),
                (
                    _(
                        "Kredi kartıyla: Gelir İdaresi Başkanlığının İnteraktif (Dijital) Vergi Dairesinde «Referans "
                        "Numarası İle Ödeme» ekranında kurum olarak «Uluslararası İşgücü Genel Müdürlüğü»nü seçip "
                        "yabancı kimlik numaranızı ve işlem referans numaranızı yazarak."
                    ),
                    _(
                        "Türkiye’deki anlaşmalı bankalardan (T.C. Ziraat Bankası, T. Halk Bankası, T. Vakıflar "
                        "Bankası ve diğerleri): yabancı kimlik numaranızı söyleyip harcı 9280, değerli kâğıt bedelini "
                        "9268 kodlu hesaba, her birini tek makbuzla yatırarak. Bankaya ayrıca masraf ödenmez."
                    ),
                ),
            ),
            Question(
                "odeme-suresi",
                _("Ödeme için ne kadar zamanım var?"),
                (
                    _(
                        "Bildirimden sonra 30 gün. Bu sürede ödenmezse başvuru olumsuz sonuçlanır ve itiraz hakkı "
                        "doğmaz."
                    ),
                ),
            ),
            Question(
                "yanlis-tutar",
                _("Eksik veya fazla yatırırsam ne olur?"),
                (
                    _(
                        "İşlem sonuçlandırılamaz: her tutar tek makbuzla ve kuruşuna kadar tam yatırılmalıdır. Yanlış "
                        "yatan tutar size bildirilir; son günden önce doğru tutarı yeniden yatırın, yanlış yatanın "
                        "iadesini vergi dairesinden isteyin."
                    ),
                ),
            ),
            Question(
                "makbuz",
                _("Makbuz veya dekont göndermem gerekir mi?"),
                (_("Hayır. Bütün ödemeler sistemde görülür; Bakanlığa makbuz veya dekont sunulmaz."),),
            ),
            Question(
                "yeni-yil",
                _("Yılbaşından sonra tutar değişir mi?"),
                (
                    _(
                        "Evet. Tutar, belgenin düzenlendiği yılın tarifesine göredir. Ödemeniz 31 Aralık’a kadar "
                        "yapılmadıysa yeni tutar size bildirilir; son gün değişmez."
                    ),
                ),
            ),
        ),
    ),
    Topic(
        "belge",
        _("Belge, kart ve muafiyetin sona ermesi"),
        (
            Question(
                "belgeyi-almak",
                _("Belgemi nasıl alırım?"),
                (
                    _(
                        "Başvurunuz onaylanınca «Çalışma İzni Muafiyetini Gösterir Belge» e-postanıza gelir. Kart "
                        "düzenlendiyse PTT Kargo ile seçtiğiniz adrese gönderilir."
                    ),
                ),
            ),
            Question(
                "dogrulama",
                _("Bir belgenin geçerli olduğunu nasıl kontrol ederim?"),
                (
                    _(
                        "Belgedeki karekodu okutun veya doğrulama kodunu «Belge doğrula» sayfasına yazın. Bunu giriş "
                        "yapmadan herkes yapabilir; sayfa belgenin geçerli olup olmadığını söyler."
                    ),
                ),
                _("Belge doğrula"),
                "verify",
            ),
            Question(
                "ilk-giris",
                _("Yurt dışında muafiyet aldım, Türkiye’ye ne zamana kadar girmeliyim?"),
                (_("Muafiyetin başlangıcından sonraki 6 ay içinde. Girilmezse muafiyet iptal edilebilir."),),
            ),
            Question(
                "bildirim",
                _("İşe başlayınca bildirimde bulunmam gerekir mi?"),
                (
                    _(
                        "Çalışmanın başlaması ve sona ermesi 15 gün içinde bildirilir. İşverenin SGK’ya yaptığı giriş "
                        "ve çıkış bildirimleri bunun yerine geçer."
                    ),
                ),
            ),
            Question(
                "sure",
                _("Muafiyet en çok ne kadar sürer, uzatılabilir mi?"),
                (
                    _(
                        "Üst sınır kategoriye göre değişir. Muafiyet, pasaportunuzun bitiş tarihinden en az 60 gün "
                        "önce sona erecek şekilde verilir ve uzatılmaz."
                    ),
                    _(
                        "Aynı kategoride yeni bir muafiyet için, öncekinin verildiği tarihten başlayarak kural olarak "
                        "12 ay geçmelidir. Makine ve ürün eğitimi ile sınırötesi hizmet kategorilerinde bu süre 6 "
                        "aydır; tur operatörü temsilcilerinde takvim yılı esas alınır."
                    ),
                ),
            ),
            Question(
                "yeni-kart",
                _("Kartımı kaybettim veya bilgilerim değişti, ne yapmalıyım?"),
                (
                    _("Etkin muafiyetinizin yanındaki «Yeni Kart Başvurusu»nu seçin."),
                    (
                        _(
                            "Kayıp, çalıntı: harcın yarısı (süre 3 aydan kısaysa harç yoktur) ve değerli kâğıt bedeli "
                            "ödenir."
                        ),
                        _(
                            "Kişisel bilgileriniz değiştiyse veya yanlış beyan edildiyse: önce İl Göç İdaresi "
                            "Müdürlüğünde kaydınızı güncelletin; yalnız değerli kâğıt bedeli ödenir."
                        ),
                        _("Kart idarenin kusuruyla yanlış basıldıysa: inceleme sonunda kusur saptanırsa ödeme yoktur."),
                    ),
                ),
            ),
            Question(
                "sonlandirma",
                _("Muafiyetimi bitiş tarihinden önce sonlandırabilir miyim?"),
                (
                    _(
                        "Evet. Etkin muafiyetinizin yanındaki «Muafiyet Sonlandırma»yı seçin, gerekçeyi işaretleyin "
                        "ve taranmış dilekçenizi yükleyin. Sonlandırma, talebiniz kabul edilince geçerli olur; "
                        "muafiyete bağlı ikamet hakkı da sona erer."
                    ),
                ),
            ),
        ),
    ),
    Topic(
        "kvkk",
        _("Kişisel veriler ve destek"),
        (
            Question(
                "kvkk-verilerim",
                _("Kişisel verilerim nasıl kullanılıyor?"),
                (
                    _(
                        "Yalnız başvurunuzun alınması, değerlendirilmesi ve belgenizin düzenlenmesi için. Hangi "
                        "verinin ne için işlendiği, kimlere aktarıldığı, ne kadar saklandığı ve haklarınız aydınlatma "
                        "metninde yazar."
                    ),
                ),
                _("Kişisel verilerin korunması"),
                "privacy",
            ),
            Question(
                "acik-riza",
                _("Aydınlatma metni ile açık rıza arasındaki fark nedir?"),
                (
                    _(
                        "Aydınlatma metni size bilgi verir, onayınızı istemez. Açık rıza ise yalnız rızaya dayanan "
                        "işleme için ayrı bir adımda sorulur ve sonradan geri alınabilir."
                    ),
                ),
            ),
            Question(
                "destek",
                _("Yardım için kime yazabilirim?"),
                (
                    _(
                        "Bu sayfanın sonundaki destek adresine yazın. Başvuru numaranızı ekleyin; pasaport veya "
                        "kimlik numaranızı ve belgelerinizi e-postayla göndermeyin."
                    ),
                ),
            ),
        ),
    ),
)
