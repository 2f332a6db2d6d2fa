using System.Text.RegularExpressions;

namespace Swarm.Messaging.Worker.Patches;

/// <summary>Reads a unified diff, as <c>diff -u</c> and <c>git diff</c> write it. Renames and binary files are not part of it.</summary>
internal static partial class UnifiedPatch
{
    public static IReadOnlyList<FilePatch> Parse(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var files = new List<FilePatch>();
        var isProgram = false;
        for (var i = 0; i < lines.Length;)
        {
            if (!lines[i].StartsWith("--- ", StringComparison.Ordinal) || i + 1 >= lines.Length || !lines[i + 1].StartsWith("+++ ", StringComparison.Ordinal))
            {
                if (lines[i].StartsWith("diff ", StringComparison.Ordinal))
                    isProgram = false;
                if (Mode().Match(lines[i]) is { Success: true } mode)
                    isProgram = IsProgram(mode.Groups[1].Value, lines[i]);
                i++;
                continue;
            }

            var (old, next) = (PathOf(lines[i]), PathOf(lines[i + 1]));
            i += 2;
            var hunks = new List<PatchHunk>();
            while (i < lines.Length && Header().Match(lines[i]) is { Success: true } header)
                hunks.Add(Hunk(lines, ref i, header));
            if (hunks.Count == 0 || (old is null && next is null))
                throw Broken($"'{next ?? old}' has no hunks (@@ -1,3 +1,4 @@)");
            files.Add(new(old, next, hunks, isProgram));
            isProgram = false;
        }

        return files.Count > 0 ? files : throw Broken("there is no file in it (--- a/path, +++ b/path)");
    }

    private static PatchHunk Hunk(string[] lines, ref int i, Match header)
    {
        var (start, olds, news) = (int.Parse(header.Groups[1].Value), Count(header.Groups[2]), Count(header.Groups[3]));
        var (old, next) = (new List<string>(), new List<string>());
        i++;
        while ((old.Count < olds || next.Count < news) && i < lines.Length)
        {
            var line = PatchText.Of(lines[i++]);
            switch (line is [] ? ' ' : line[0])
            {
                case ' ':
                    old.Add(line is [] ? "" : line[1..]);
                    next.Add(line is [] ? "" : line[1..]);
                    break;
                case '-':
                    old.Add(line[1..]);
                    break;
                case '+':
                    next.Add(line[1..]);
                    break;
                case '\\':
                    break; // "No newline at end of file"
                default:
                    throw Broken($"the line '{line}' begins with none of space, - and +");
            }
        }

        while (i < lines.Length && lines[i].StartsWith('\\'))
            i++;
        return old.Count == olds && next.Count == news ? new(start, old, next) : throw Broken($"a hunk promises {olds} and {news} lines and has {old.Count} and {next.Count}");
    }

    // A link would be written as a file that holds its target, and read as one that the target's owner wrote.
    private static bool IsProgram(string mode, string line) => mode switch
    {
        "100644" or "100664" => false,
        "100755" => true,
        "120000" => throw Broken($"'{line}' is of a symbolic link, and only files are patched"),
        "160000" => throw Broken($"'{line}' is of a submodule, and only files are patched"),
        _ => throw Broken($"'{line}' has a mode that no file here can have"),
    };

    private static int Count(Group group) => group.Success ? int.Parse(group.Value) : 1;

    private static string? PathOf(string line)
    {
        var path = line[4..].Split('\t')[0].Trim();
        if (path == "/dev/null")
            return null;
        return path.StartsWith("a/", StringComparison.Ordinal) || path.StartsWith("b/", StringComparison.Ordinal) ? path[2..] : path;
    }

    internal static WorkerTaskException Broken(string why) =>
        new("invalid_payload", $"payload.patch is no unified diff that can be applied: {why}.", retryable: false);

    [GeneratedRegex(@"^(?:(?:new|deleted) file mode|old mode|new mode|index [0-9a-f]+\.\.[0-9a-f]+) ([0-7]{5,6})$", RegexOptions.NonBacktracking)]
    private static partial Regex Mode();

    [GeneratedRegex(@"^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@", RegexOptions.NonBacktracking)]
    private static partial Regex Header();
}
