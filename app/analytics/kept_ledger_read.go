package analytics

import (
	"encoding/binary"

	"relevo/app/db"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

// ledgerTx reads the ledger. Institutions are numbered in the order of the tree.
func ledgerTx(tx *db.Tx, tree []people.Institution) (*ledger, error) {
	l := newLedger()
	for _, i := range tree {
		l.places.numberOf(i.ID)
	}
	if err := people.EachStayTx(tx, func(s people.StayRow) {
		l.stays.put(l.people.number(s.PersonID), l.stint(s.InstitutionID, s.Cadre, s.Start, s.EndLower, s.EndUpper))
	}); err != nil {
		return nil, err
	}
	funded, err := l.fundedTx(tx)
	if err != nil {
		return nil, err
	}
	if err := courses.EachCompletionTx(tx, func(c courses.CompletionRow) {
		l.done.put(l.people.number(c.PersonID), doneOn{l.competencies.number(c.CompetencyCode), int32(c.On), funded[string(c.EnrolmentID)]})
	}); err != nil {
		return nil, err
	}
	if err := l.papersTx(tx, funded); err != nil {
		return nil, err
	}
	if err := assessments.EachScoreTx(tx, l.scores.add); err != nil {
		return nil, err
	}
	if err := l.scores.pointsTx(tx); err != nil {
		return nil, err
	}
	for _, kind := range l.scores.kinds {
		l.competencies.numberOf(kind.competency)
	}
	l.arrange()
	return l, nil
}

// fundedTx gives the list of the funders of each enrolment that anybody paid for.
func (l *ledger) fundedTx(tx *db.Tx) (map[string]int32, error) {
	funded, same := map[string]int32{}, map[string]int32{}
	var enrolment []byte
	var funders []int32
	settle := func() {
		if len(funders) > 0 {
			funded[string(enrolment)] = l.list(same, funders)
		}
	}
	err := courses.EachFundedEnrolmentTx(tx, func(of, funder []byte) {
		if string(of) != string(enrolment) {
			settle()
			enrolment, funders = append(enrolment[:0], of...), funders[:0]
		}
		funders = append(funders, l.funders.number(funder))
	})
	settle()
	return funded, err
}

// list gives the number of a list, of which each is kept once.
func (l *ledger) list(same map[string]int32, members []int32) int32 {
	var key []byte
	for _, m := range members {
		key = binary.AppendVarint(key, int64(m))
	}
	n, known := same[string(key)]
	if !known {
		n = int32(len(l.lists))
		same[string(key)] = n
		l.lists = append(l.lists, append([]int32(nil), members...))
	}
	return n
}

func (l *ledger) papersTx(tx *db.Tx, funded map[string]int32) error {
	lists := map[string]int32{} // the same words on many papers
	var failed error
	err := certificates.EachCertificateTx(tx, func(c certificates.PaperRow) {
		list, known := lists[string(c.Competencies)]
		if !known {
			var said certificates.Competencies
			if err := said.Scan(string(c.Competencies)); err != nil {
				failed = err
				return
			}
			list = int32(len(l.lists))
			lists[string(c.Competencies)] = list
			var codes []int32
			for _, one := range said {
				codes = append(codes, l.competencies.numberOf(one.Code))
			}
			l.lists = append(l.lists, codes)
		}
		l.papers.put(l.people.number(c.PersonID), paperOf{list, int32(c.IssuedOn), funded[string(c.EnrolmentID)], l.enrolments.add(c.EnrolmentID)})
	})
	if err == nil {
		err = failed
	}
	return err
}
