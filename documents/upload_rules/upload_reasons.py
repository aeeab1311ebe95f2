"""The sentences: why a file was not taken and what to do now, what to look at again, what a photo looks like.

A refusal follows the file's name and a colon. Every code that is stored with an upload has its sentence here.
"""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "empty": _("dosya boş. Dosyayı açıp kontrol edin ve yeniden yükleyin."),
    "too_large": _(
        "dosya %(size)s; en çok %(most)s olabilir. Daha düşük çözünürlükle tarayın veya belgeyi birkaç dosyaya bölün."
    ),
    "wrong_type": _(
        "bu dosya türü kabul edilmiyor. Dosyayı açın, «Yazdır»ı, sonra «PDF olarak kaydet»i seçin ve oluşan PDF’yi"
        " yükleyin. Kabul edilen türler: %(formats)s."
    ),
    "pictures_only": _(
        "bu belge resim olarak yüklenir: %(pictures)s. Sayfaların fotoğrafını çekin veya belgeyi resim olarak kaydedip"
        " yükleyin."
    ),
    "photo_type": _("bu dosya bir fotoğraf değil. Fotoğrafı resim olarak yükleyin: %(pictures)s."),
    "encrypted": _(
        "dosya yalnızca parolayla açılıyor. Dosyayı parolasıyla açın, «Yazdır»ı, sonra «PDF olarak kaydet»i seçin ve"
        " oluşan parolasız kopyayı yükleyin."
    ),
    "wraps_files": _(
        "belge, içinde başka dosyalar taşıyan bir paket (PDF portföyü). Dosyayı açın, içindekileri kaydedip onları"
        " yükleyin."
    ),
    "dynamic_form": _(
        "bu form yalnızca Adobe Acrobat’ta görünüyor. Formu Acrobat Reader’da açın, «Yazdır»ı, sonra «PDF olarak"
        " kaydet»i seçin ve oluşan PDF’yi yükleyin."
    ),
    "unreadable": _(
        "dosya açılamıyor; bozuk veya eksik. Sizde açılıyorsa «Yazdır», «PDF olarak kaydet» ile yeni bir kopya"
        " oluşturun; açılmıyorsa belgeyi yeniden tarayın veya fotoğrafını çekin."
    ),
    "too_many_pages": _(
        "belge %(pages)s sayfa; en çok %(most)s sayfa olabilir. Belgeyi birkaç dosyaya bölün veya yalnızca gerekli"
        " sayfaları yükleyin."
    ),
    "too_complex": _(
        "dosya işlenemeyecek kadar karmaşık. Belgeyi yazdırıp tarayın veya sayfalarının fotoğrafını çekip yükleyin."
    ),
    "too_slow": _(
        "dosyanın denetimi çok uzun sürdü ve durduruldu. Belgeyi birkaç dosyaya bölün veya sayfalarının fotoğrafını"
        " çekip yükleyin."
    ),
    "crashed": _(
        "dosyayı okuyan program bu dosyada birkaç kez durdu. Dosyayı açın, «Yazdır»ı, sonra «PDF olarak kaydet»i seçin"
        " ve oluşan PDF’yi yükleyin veya sayfaların fotoğrafını çekin."
    ),
    "too_many_pixels": _(
        "görüntü %(width)s × %(height)s piksel; en çok %(megapixels)s megapiksel olabilir. Görüntüyü küçültün veya daha"
        " düşük çözünürlükle tarayın."
    ),
    "infected": _(
        "dosyada zararlı yazılım bulundu ve dosya silindi. Belgeyi güvendiğiniz başka bir cihazdan yükleyin."
    ),
    "photo_small": _(
        "fotoğraf %(width)s × %(height)s piksel; en az %(least_width)s × %(least_height)s piksel olmalı. Fotoğrafın"
        " küçültülmemiş aslını yükleyin."
    ),
    "photo_ratio": _(
        "fotoğraf %(width)s × %(height)s piksel; eninin boyuna oranı 5:6 olmalı (50 × 60 mm). Aşağıdaki kırpmalardan"
        " birini seçin."
    ),
    "unchecked": _("dosya denetlenemedi. Lütfen yeniden yükleyin."),
    "not_stored": _("dosya şu anda saklanamadı. Birkaç dakika sonra yeniden yükleyin."),
    "not_ready": _("dosyalar şu anda denetlenemiyor. Biraz sonra yeniden deneyin; bu sayfadaki yanıtlarınız duruyor."),
}
# Refusals of the rules that held before: rows tell of them, nothing is refused for them any more.
FORMER_REASONS = {
    "animated": _("hareketli görüntü kabul edilmiyor. Tek kareli bir görüntü yükleyin."),
    "too_small": _("dosya %(size)s; en az 30 KB olmalı. Daha yüksek çözünürlüklü bir fotoğraf yükleyin."),
    "mismatched": _("dosyanın uzantısı içeriğine uymuyor. Dosyayı yeniden yükleyin."),
    "scripted": _("PDF dosyasının içinde çalıştırılabilir kod var. Dosyayı yeniden yükleyin."),
    "photo_large": _("fotoğraf %(width)s × %(height)s piksel, çok büyük. Fotoğrafı yeniden yükleyin."),
}
# Told, never refused.
WARNINGS = {
    "blank_page": _("En az bir sayfa boş görünüyor. Sayfaları kontrol edin."),
    "page_missing": _("Dosyada bir sayfa eksik olabilir. Bütün sayfaların burada olup olmadığını kontrol edin."),
    "first_frame": _(
        "Görüntü hareketli; yalnızca ilk karesi alındı. Başka bir kare gerekiyorsa onu resim olarak yükleyin."
    ),
    "ends_early": _("Dosyanın sonu eksik olabilir. Bütün sayfaların burada olup olmadığını kontrol edin."),
}
# What a photo looks like (domain.md 7.1): only people judge faces.
HINTS = {
    "background": _("Zemin beyaz görünmüyor; başın iki yanında gölge veya renk olmamalı."),
    "colour": _("Fotoğraf siyah beyaz görünüyor; renkli olmalı."),
    "no_face": _("Fotoğrafta yüz bulamadık; yüz karşıdan ve tamamıyla görünmeli."),
    "several_faces": _("Fotoğrafta birden çok yüz var gibi görünüyor; yalnızca siz olmalısınız."),
    "head_small": _(
        "Baş küçük görünüyor; çeneden tepeye, fotoğraf boyunun yüzde 70-80’i olmalı. Daha yakından kırpın."
    ),
    "head_large": _("Baş büyük görünüyor; çeneden tepeye, fotoğraf boyunun yüzde 70-80’i olmalı. Daha geniş kırpın."),
    "tilted": _("Baş yana eğik görünüyor; dik durmalı."),
}
