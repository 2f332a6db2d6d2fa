using System.Net;
using Row = System.Collections.Generic.Dictionary<string, object?>;

namespace Swarm.Messaging.Samples.Crm;

/// <summary>Pieces of pages; every value is encoded here.</summary>
internal static class Html
{
    private static readonly string[] Marks = ["id", "reference"];
    private static readonly string[] Places = ["contacts", "calendar", "opportunities", "pipelines", "reports", "exports", "bulk"];

    public static string Page(string? client, string title, string body) => $"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>{E(title)}</title>
        <style>body{"{"}font:15px sans-serif;margin:2rem auto;max-width:60rem{"}"} form{"{"}margin:.5rem 0{"}"} td{"{"}padding:.2rem .6rem{"}"} section{"{"}border-top:1px solid #ccc{"}"}</style></head>
        <body data-client="{E(client)}">
        {(client is null ? "" : Navigation(client))}
        <h1>{E(title)}</h1>
        {body}
        </body></html>
        """;

    /// <summary>A form with its fields and button; posts to the address that is given, or to the page itself.</summary>
    public static string Form(string id, string action, string button, params string[] fields) =>
        $"<form id=\"{id}\" method=\"post\" action=\"{E(action)}\" enctype=\"multipart/form-data\">{string.Concat(fields)}<button type=\"submit\">{E(button)}</button></form>";

    public static string Input(string name, object? value = null, string type = "text") =>
        $"<label>{name} <input name=\"{name}\" type=\"{type}\" value=\"{E(value)}\"></label> ";

    public static string Check(string name, bool on) => $"<label><input name=\"{name}\" type=\"checkbox\"{(on ? " checked" : "")}> {name}</label> ";

    public static string Area(string name) => $"<label>{name}<br><textarea name=\"{name}\" rows=\"3\" cols=\"60\"></textarea></label> ";

    public static string File(string name) => $"<label>{name} <input name=\"{name}\" type=\"file\"></label> ";

    public static string Select(string name, object? value, params string[] options) =>
        $"<label>{name} <select name=\"{name}\">{string.Concat(options.Select(o => $"<option{(o == value?.ToString() ? " selected" : "")}>{E(o)}</option>"))}</select></label> ";

    /// <summary>Rows with their id and reference as attributes, each column a cell of that class.</summary>
    public static string Table(string kind, IEnumerable<Row> rows, params string[] columns) =>
        $"<table id=\"{kind}s\"><tbody>{string.Concat(rows.Select(r => $"<tr class=\"{kind}\" {Data(r)}>{string.Concat(columns.Select(c => $"<td class=\"{c}\">{E(r.GetValueOrDefault(c))}</td>"))}</tr>\n"))}</tbody></table>";

    public static string Section(string title, params string[] parts) => $"<section><h2>{E(title)}</h2>{string.Concat(parts)}</section>\n";

    public static string Link(string to, string text) => $"<a href=\"{E(to)}\">{E(text)}</a> ";

    public static string E(object? value) => WebUtility.HtmlEncode(Convert.ToString(value)) ?? "";

    private static string Data(Row row) => string.Join(' ', Marks.Where(n => row.GetValueOrDefault(n) is not null).Select(n => $"data-{n}=\"{E(row[n])}\""));

    private static string Navigation(string client) => "<nav>" + string.Concat(
        Places.Select(p => Link($"/c/{client}/{p}", p))) + "</nav>";
}
