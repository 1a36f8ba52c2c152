// Package web holds the page on which speakers of Quechua write and read what relevo says.
//
//	GET  /translations                 List    AuthorCourses  sentences and what is written for them (?locale= state= part= q= page=)
//	GET  /translations/files/:kind     File    AuthorCourses  all that is written in a locale: csv, xlsx, or json as the project keeps it
//	GET  /translations/:locale/:key    Line    AuthorCourses  one sentence
//	POST /translations/:locale/:key    Write   AuthorCourses  do=write appends a draft, do=approve finds it right
package web
