// Package pdf is the paper on which everything is drawn that relevo gives to be
// printed or kept: certificates, transcripts, attendance sheets.
//
// canvas.go is the one file that knows the library by which PDFs are written:
// [New], then Page, Font and Measure, Write, Pen with Line, Box, Ring and Curve, Fill
// with Bar, Disc and Area, Image, and Bytes at the end; all in millimetres from the
// upper left corner. Every text goes through [Clean].
package pdf
