package demo

import (
	"fmt"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/db"
)

// wanted are the targets of the results chain: values in the indicators' own units, for the whole programme and for Loreto.
var wanted = []struct {
	indicator string
	whole     float64
	region    float64
	note      string
}{
	{"people_trained", 160, 60, "Una de cada dos personas en su puesto, cada año."},
	{"completions", 180, 70, "Incluye a quienes repiten."},
	{"certificates", 180, 70, "Cada curso terminado, con su certificado."},
	{"verified_share", 0.5, 0.6, "Acordado en la reunión anual con los centros."},
	{"skilled_share", 0.6, 0.65, "Lo que queda después de la rotación."},
	{"mean_change", 20, 20, "Lo que ganaron los grupos con facilitador."},
	{"kept_share", 0.7, 0.7, "Con refuerzos cada tres meses."},
	{"useful_share", 0.8, 0.8, "La encuesta de cada edición."},
	{"acknowledged_share", 0.75, 0.7, "Protocolo intersectorial."},
	{"deserted_share", 0.1, 0.1, "Que menos víctimas abandonen el proceso."},
}

// aimResults sets targets and baselines of the results chain, with those who may. One target was lower at first.
func (l *life) aimResults() error {
	service := analytics.NewService(l.past)
	due, base := day(2026, 12, 31), day(2025, 5, 31)
	set := func(actor access.Actor, competency, indicator string, value float64, note string) error {
		err := service.SetResultsTarget(l.ctx, actor, analytics.TargetIn{Competency: competency, Indicator: indicator, Value: &value, DueOn: &due, BaselineOn: &base, Note: note})
		if err != nil {
			return fmt.Errorf("%s of %s: %w", indicator, competency, err)
		}
		return nil
	}
	evaluator, manager := l.actorOf(access.Evaluator), l.regionalManager()
	l.goTo(moment(day(2025, 6, 12), 10, 0))
	if err := set(evaluator, "asking", "verified_share", 0.4, "Primera propuesta, antes de la línea de base."); err != nil {
		return err
	}
	for i, competency := range []string{"asking", "trauma", "law", "identification"} {
		for k, w := range wanted {
			l.goTo(moment(day(2025, 6, 26)+db.Date(i), 9, 5*k))
			if err := set(evaluator, competency, w.indicator, w.whole, w.note); err != nil {
				return err
			}
			if err := set(manager, competency, w.indicator, w.region, w.note); err != nil {
				return err
			}
		}
	}
	return nil
}
