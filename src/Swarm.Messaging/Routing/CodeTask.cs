using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Routing;

/// <summary>What classification looks at.</summary>
/// <param name="FileType">Null: neither path nor language was given.</param>
/// <param name="OperationType">One of <see cref="OperationTypes"/>, or unknown.</param>
/// <param name="Lines">Of the content, at most <see cref="ContentLines.Enough"/>.</param>
internal readonly record struct CodeTask(string? FileType, string OperationType, int Lines, int Rank)
{
    /// <summary>
    /// Reads <c>{ "filePath"?: "a.rs", "language"?: "rust", "content"?: "..." }</c>. A named language says more than the file's name does, and
    /// weighs what a file of it weighs. Whatever has a wrong type counts as absent: it is judged elsewhere.
    /// </summary>
    public static CodeTask Of(string? operation, JsonElement? payload, int rank)
    {
        var fields = payload ?? default;
        return new CodeTask(
            TypeOf(fields), OperationTypes.Of(operation), PayloadRules.TryGet(fields, "content", out var content) ? ContentLines.Count(content) : 0, rank);
    }

    private static string? TypeOf(JsonElement fields)
    {
        if (Text(fields, "language") is { } language)
            return FileTypes.OfName(language) ?? FileTypes.Unknown;
        return Text(fields, "filePath") is { } path ? FileTypes.OfPath(path) ?? FileTypes.Unknown : null;
    }

    private static string? Text(JsonElement fields, string name)
    {
        if (!PayloadRules.TryGet(fields, name, out var value) || value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException) // half of a surrogate pair: no name of anything
        {
            return "";
        }
    }
}
