namespace Swarm.Messaging.Wasmtime.Code.Edit;

/// <summary>Lines as a diff sees them: each with its line feed, the last one perhaps without.</summary>
internal static class DiffLines
{
    public static List<string> Of(string text)
    {
        var lines = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at);
            var next = end < 0 ? text.Length : end + 1;
            lines.Add(text[at..next]);
            at = next;
        }

        return lines;
    }

    public static string Show(string line)
    {
        var text = line.TrimEnd('\n', '\r');
        return $"'{(text.Length > 100 ? text[..100] + "..." : text)}'{(line.EndsWith('\n') ? "" : " without a line end")}";
    }
}
