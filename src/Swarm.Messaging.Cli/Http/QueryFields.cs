using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Reads a query string and notes what is wrong with it. A name that nobody reads is refused: a filter must not be ignored.</summary>
internal sealed class QueryFields
{
    private readonly IQueryCollection query;

    public QueryFields(IQueryCollection query, params string[] known)
    {
        this.query = query;
        foreach (var name in query.Keys.Where(k => !known.Contains(k, StringComparer.Ordinal)))
        {
            var near = NearestName.Of(name, known);
            Found.Add(new(Cut(name), Cut(query[name].ToString()), near is null ? $"One of {string.Join(", ", known)}." : $"Not known; did you mean {near}?"));
        }
    }

    public List<Violation> Found { get; } = [];

    public string? Text(string name) => query.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;

    public string? OneOf(string name, IReadOnlyList<string> values)
    {
        if (Text(name) is not { } text)
            return null;
        if (values.FirstOrDefault(v => v.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } found)
            return found;
        Found.Add(new(name, Cut(text), $"One of {string.Join(", ", values)}."));
        return null;
    }

    public int Whole(string name, int absent, int least, int most)
    {
        if (Text(name) is not { } text)
            return absent;
        if (int.TryParse(text, out var number) && number >= least && number <= most)
            return number;
        Found.Add(new(name, Cut(text), $"A whole number from {least} to {most}."));
        return absent;
    }

    public bool Flag(string name)
    {
        if (Text(name) is not { } text)
            return false;
        if (bool.TryParse(text, out var flag))
            return flag;
        Found.Add(new(name, Cut(text), "true or false."));
        return false;
    }

    private static string Cut(string text) => text.Length > 100 ? text[..100] + "..." : text;
}
