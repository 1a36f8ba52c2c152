package web

import (
	"context"

	"relevo/app/i18n"
)

// syntaxLines is the short help on how a lesson is written. What is to be typed is the
// same in every language.
func syntaxLines(ctx context.Context) []deskFile {
	return []deskFile{
		{"## Título", i18n.T(ctx, "media.syntax.heading")},
		{"**palabra**   *palabra*", i18n.T(ctx, "media.syntax.strong")},
		{"- uno\n- dos", i18n.T(ctx, "media.syntax.list")},
		{"1. primero\n2. después", i18n.T(ctx, "media.syntax.numbers")},
		{"> «Hola. Soy Elba.»", i18n.T(ctx, "media.syntax.quote")},
		{"> **Para su turno**\n>\n> Salude por su nombre.", i18n.T(ctx, "media.syntax.box")},
		{"[la ley](https://www.gob.pe)", i18n.T(ctx, "media.syntax.link")},
		{"| En vez de | Pruebe con |\n|---|---|\n| … | … |", i18n.T(ctx, "media.syntax.table")},
		{"![](archivo:nombre \"leyenda\")", i18n.T(ctx, "media.syntax.picture")},
		{"[Guía](archivo:nombre)", i18n.T(ctx, "media.syntax.file")},
	}
}

func filesWay(ctx context.Context, there int) string {
	if there == 0 {
		return i18n.T(ctx, "media.files.first")
	}
	return i18n.T(ctx, "media.files")
}
