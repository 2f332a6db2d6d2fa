using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Swarm.Messaging.Wasmtime.Code.Edit;

/// <summary>
/// A unified diff of one file. It is applied as it is: every hunk at the line it names, every line of context exactly as it stands.
/// </summary>
internal static partial class UnifiedDiff
{
    private const string NoLineEnd = "\\ No newline";

    /// <summary>The hunks, or null with what is wrong with the diff.</summary>
    public static IReadOnlyList<DiffHunk>? Parse(string diff, out string? problem)
    {
        var lines = DiffLines.Of(diff);
        var hunks = new List<DiffHunk>();
        var files = 0;
        problem = null;
        for (var at = 0; at < lines.Count && problem is null;)
        {
            if (lines[at].StartsWith("--- ", StringComparison.Ordinal) && ++files > 1)
                problem = $"must be of one file; line {at + 1} begins another.";
            else if (lines[at].StartsWith("@@", StringComparison.Ordinal))
                at = ReadHunk(lines, at, hunks, out problem);
            else if (hunks.Count > 0 && lines[at].Trim().Length > 0)
                problem = $"has a line after hunk {hunks.Count} that belongs to none: line {at + 1}, {DiffLines.Show(lines[at])}.";
            else
                at++;
        }

        if (problem is null && hunks.Count == 0)
            problem = "has no hunk: a line such as @@ -1,3 +1,4 @@ and the lines under it.";
        return problem is null ? hunks : null;
    }

    /// <summary>The changed text, or null with the hunk and the line that do not fit.</summary>
    public static string? Apply(string content, IReadOnlyList<DiffHunk> hunks, out string? misfit)
    {
        misfit = null;
        var lines = DiffLines.Of(content);
        var changed = new StringBuilder(content.Length);
        var at = 0;
        foreach (var hunk in hunks)
        {
            // A hunk that expects nothing names the line after which it goes.
            var first = hunk.Old.Count == 0 ? hunk.FirstLine : hunk.FirstLine - 1;
            if (first < at)
                misfit = $"Hunk {hunk.Number} ({hunk.Header}) begins on line {first + 1}, which an earlier hunk has passed; hunks go from top to bottom.";
            else if (first > lines.Count)
                misfit = $"Hunk {hunk.Number} ({hunk.Header}) begins on line {first + 1}, the content has {lines.Count}.";
            if (misfit is not null)
                return null;
            changed.AppendJoin("", lines[at..first]);
            for (var i = 0; i < hunk.Old.Count; i++)
            {
                var found = first + i < lines.Count ? lines[first + i] : null;
                if (found == hunk.Old[i])
                    continue;
                misfit = $"Hunk {hunk.Number} ({hunk.Header}) does not fit on line {first + i + 1}: it expects {DiffLines.Show(hunk.Old[i])}, "
                    + (found is null ? "the content has ended." : $"there is {DiffLines.Show(found)}.");
                return null;
            }

            changed.AppendJoin("", hunk.New);
            at = first + hunk.Old.Count;
        }

        return changed.AppendJoin("", lines[at..]).ToString();
    }

    private static int ReadHunk(List<string> lines, int at, List<DiffHunk> hunks, out string? problem)
    {
        var (number, header) = (hunks.Count + 1, lines[at].TrimEnd());
        var match = Header().Match(lines[at]);
        problem = match.Success ? null : $"has a hunk header on line {at + 1} that is not of the form @@ -1,3 +1,4 @@: {DiffLines.Show(lines[at])}.";
        if (!match.Success || !TryCount(match, 1, out var first) || !TryCount(match, 2, out var oldLeft) || !TryCount(match, 3, out var newLeft))
        {
            problem ??= $"has numbers in hunk {number} that are too large: {header}.";
            return at;
        }

        var (old, fresh) = (new List<string>(), new List<string>());
        for (at++; at < lines.Count && (oldLeft > 0 || newLeft > 0 || lines[at].StartsWith(NoLineEnd, StringComparison.Ordinal)); at++)
        {
            var (sign, text) = (lines[at][0], lines[at][1..]);
            switch (sign)
            {
                case ' ' or '\n' or '\r': // an empty line of context may have lost its blank on the way
                    Take(old, ref oldLeft, sign == ' ' ? text : lines[at]);
                    Take(fresh, ref newLeft, sign == ' ' ? text : lines[at]);
                    break;
                case '-':
                    Take(old, ref oldLeft, text);
                    break;
                case '+':
                    Take(fresh, ref newLeft, text);
                    break;
                case '\\':
                    TrimEnd(lines[at - 1][0] == '+' ? [fresh] : lines[at - 1][0] == '-' ? [old] : [old, fresh]);
                    break;
                default:
                    problem = $"has a line in hunk {number} that begins with none of ' ', '-' and '+': line {at + 1}, {DiffLines.Show(lines[at])}.";
                    return at;
            }
        }

        if (oldLeft != 0 || newLeft != 0)
            problem = $"has a hunk {number} ({header}) whose lines are not as many as its header says.";
        hunks.Add(new DiffHunk(number, header, first, old, fresh));
        return at;
    }

    private static void Take(List<string> lines, ref int left, string line)
    {
        left--;
        lines.Add(line);
    }

    private static void TrimEnd(IEnumerable<List<string>> sides)
    {
        foreach (var side in sides.Where(side => side.Count > 0))
            side[^1] = side[^1].TrimEnd('\n').TrimEnd('\r');
    }

    private static bool TryCount(Match match, int group, out int count)
    {
        count = 1; // a count that is left out
        return !match.Groups[group].Success
            || int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out count);
    }

    [GeneratedRegex(@"^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@")]
    private static partial Regex Header();
}
