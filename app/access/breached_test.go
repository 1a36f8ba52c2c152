package access_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/fault"
)

func TestAPassphraseOfBreachedWordsIsRefused(t *testing.T) {
	for _, text := range []string{
		"password12345678", "Contraseña 1234567", "qwertyuiopasdfghjkl", "aaaaaaaaaaaaaaaaaaaa", "1234567890123456", "12345678900987654321",
		"iloveyou-iloveyou", "RelevoRelevo2026", "monkey dragon football", "1qaz2wsx3edc4rfv", "abcabcabcabcabcabc", "Bienvenido123456",
		"Rosa Ñahui Quispe", "rosa.nahui@example.pe", "p.a.s.s.w.o.r.d.1.2.3.4.5.6",
	} {
		if _, err := access.NewPassphrase(text, "rosa.nahui@example.pe", "Rosa Ñahui Quispe"); !fault.Is(err, fault.Invalid) || fault.FieldsOf(err)[0].Key != "access.passphrase_breached" {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{
		"la ceiba florece de noche", "preguntar no es interrogar", "cinco dedos cinco preguntas", "contar bien es cuidar", "cada puerta con su llave",
		"la lluvia en Iquitos", "correct horse battery staple", "tres tigres y un río ancho", "ñandú ñoño ñusta ñame", "ima sutiyki panay wasiypi",
	} {
		if _, err := access.NewPassphrase(text, "rosa.nahui@example.pe", "Rosa Ñahui Quispe"); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}
