using System.Text.RegularExpressions;

namespace Swarm.Messaging.Cli.Agents;

/// <summary>The words in braces that stand for parts of a task.</summary>
internal static partial class CommandWords
{
    public static IReadOnlyList<string> All { get; } = ["file", "fileName", "folder", "filePath", "payload", "taskId", "operation", "fileType"];

    public static IEnumerable<string> In(string argument) => Word().Matches(argument).Select(m => m.Groups[1].Value);

    /// <summary>One pass: what a task says is never read for words again, and stays one argument whatever it is.</summary>
    public static string Fill(string argument, IReadOnlyDictionary<string, string> values) =>
        Word().Replace(argument, m => values.GetValueOrDefault(m.Groups[1].Value, m.Value));

    [GeneratedRegex(@"\{([A-Za-z]+)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
