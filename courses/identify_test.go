package courses_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"relevo/courses"
)

func TestTracesOfPeopleAreFound(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Su DNI es 45678912.", "dni: DNI es 45678912"},
		{"DNI N.º 45 678 912", "dni: DNI N.º 45 678 912"},
		{"Llame al 987 654 321 o al +51 965432187.", "phone: 987 654 321; phone: +51 965432187"},
		{"El teléfono es (065) 23-4567 y de noche 065-234567.", "phone: (065) 23-4567; phone: 065-234567"},
		{"Escriba a ana.perez@correo.pe hoy.", "email: ana.perez@correo.pe"},
		{"Vive en el Jr. Próspero 345 con su tía.", "address: Jr. Próspero 345"},
		{"Vive en la Mz. B Lt. 14.", "address: Mz. B Lt"},
		{"Una joven que se llama Yesenia llegó de noche.", "name: Yesenia"},
		{"La señora Elba y don Hernán Ruiz.", "name: Elba; name: Hernán Ruiz"},
		{"Vino Nilda Tapullima.", "name: Vino Nilda Tapullima"},
		{"la vio María de la Cruz", "name: María de la Cruz"},
		{"La ley 28950 y la línea 100. La Luz entra por la ventana.", ""},
		{"El 12 de mayo de 2024 llegó una joven de unos 17 años al centro.", ""},
		{"Decreto Supremo 005-2016-IN, artículo 153 del Código Penal.", ""},
	} {
		var got []string
		for _, f := range courses.Identify(c.text) {
			got = append(got, fmt.Sprintf("%s: %s", f.Trace, f.Text))
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("in %q is found %q, want %q", c.text, strings.Join(got, "; "), c.want)
		}
	}
}

func TestWhatIsFoundOftenIsSaidOnceWithItsLines(t *testing.T) {
	found := courses.Identify("Llega doña Elba.\n\nDoña Elba se sienta.\nDoña Elba espera a doña Elba.")
	if len(found) != 1 || !slices.Equal(found[0].Lines, []int{1, 3, 4}) {
		t.Errorf("found %+v", found)
	}
}

func FuzzIdentify(f *testing.F) {
	f.Add("doña Elba 987654321 Jr. A 1 a@b.pe")
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Count(text, "\n") + 1
		for _, found := range courses.Identify(text) {
			if found.Text == "" || len(found.Lines) == 0 || found.Lines[0] < 1 || slices.Max(found.Lines) > lines || !slices.IsSorted(found.Lines) {
				t.Errorf("%q: %+v", text, found)
			}
		}
	})
}
