using System.Text;

namespace Swarm.Messaging.Workers.Children;

/// <summary>A command in one line: parts between spaces, a part with spaces in double quotes. No shell sees it.</summary>
internal static class CommandLine
{
    /// <returns>Null when a quote is not closed.</returns>
    public static IReadOnlyList<string>? Split(string line)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        var (quoted, begun) = (false, false);
        foreach (var c in line)
        {
            if (c == '"')
                (quoted, begun) = (!quoted, true);
            else if (c == ' ' && !quoted)
                Take();
            else
                (_, begun) = (part.Append(c), true);
        }

        Take();
        return quoted ? null : parts;

        void Take()
        {
            if (begun)
                parts.Add(part.ToString());
            part.Clear();
            begun = false;
        }
    }
}
