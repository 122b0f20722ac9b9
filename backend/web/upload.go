package web

import (
	"fmt"
	"io"
	"mime/multipart"
	"path"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"

	"talentcircle/backend/fault"
)

// Upload is embedded in the input of calls that take one file as multipart/form-data, in the part named file. Other data goes into the
// query. The file is held in memory, never in a temporary file, because it may be full of personal data; Op.MaxBody bounds it.
type Upload struct {
	RawBody huma.MultipartFormFiles[uploadForm]
}

type uploadForm struct {
	File huma.FormFile `form:"file" required:"true" contentType:"application/octet-stream" doc:"文件"`
}

const maxFileName = 200 // runes

type uploading interface{ uploaded() *Upload }

func (u *Upload) uploaded() *Upload { return u }

var fileMissing = fault.New(fault.Invalid, "invalid", "请检查填写内容。").At("body.file", "请选择要上传的文件。")

// File gives the file, its name without folders and control characters, and its size in bytes. It is valid until the handler returns;
// work that goes on afterwards keeps a copy.
func (u *Upload) File() (file multipart.File, name string, size int64, err error) {
	data := u.RawBody.Data()
	if data == nil || !data.File.IsSet {
		return nil, "", 0, fileMissing
	}
	return data.File.File, fileName(data.File.Filename), data.File.Size, nil
}

// fileName is the last part of a path as any system writes it, without control characters, at most maxFileName runes.
func fileName(sent string) string {
	name := path.Base(strings.ReplaceAll(strings.ToValidUTF8(sent, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) { // Cf: marks that turn the reading direction and hide an ending
			return -1
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > maxFileName {
		name = string(runes[len(runes)-maxFileName:]) // keep the ending
	}
	if strings.Trim(name, "./") == "" {
		return "file"
	}
	return name
}

// checkForm refuses parts that nobody asked for.
func checkForm(form *multipart.Form) error {
	refusal := fault.New(fault.Invalid, "invalid", "请检查填写内容。")
	for name := range form.Value {
		if name == "file" {
			return refusal.At("body.file", "此项应为文件。")
		}
		return refusal.At("body."+safeName(name), "未知的表单项。")
	}
	for name, files := range form.File {
		if name != "file" {
			return refusal.At("body."+safeName(name), "未知的表单项。")
		}
		if len(files) > 1 {
			return refusal.At("body.file", "每次只能上传一个文件。")
		}
	}
	return nil
}

func hashForm(sum io.Writer, form *multipart.Form) error {
	for _, header := range form.File["file"] {
		fmt.Fprintf(sum, "%d\x00%s\x00", header.Size, header.Filename)
		file, err := header.Open()
		if err != nil {
			return err
		}
		_, err = io.Copy(sum, file)
		file.Close()
		if err != nil {
			return err
		}
	}
	return nil
}
