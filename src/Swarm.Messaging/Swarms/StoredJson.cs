using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Swarms;

/// <summary>
/// What JSON of others must be like before it is stored: whoever is given it later, in an answer, an event or a task, has it with levels of ours
/// round it, and readers stop at 64.
/// </summary>
internal static class StoredJson
{
    /// <summary>Levels of a field: eight are ours, as a task's payload has them, in a message, in an answer, in an envelope of the bus.</summary>
    public const int Deepest = 56;

    /// <summary>Levels of a whole message: the answer of a host's question, in an envelope of the bus, puts four round it.</summary>
    public const int DeepestMessage = 60;

    private const int MostTold = 10;

    /// <param name="path">What the field is called in full.</param>
    public static void CheckDepth(JsonElement value, string path, List<Violation> found)
    {
        if (Depth(value) is var levels and > Deepest)
            found.Add(new(path, PayloadRules.Show(value), $"JSON of at most {Deepest} levels; this has {levels}. A deeper one could be stored and not be shown: flatten it, or send it as a text.", "too_deep"));
    }

    /// <summary>Of what fields are written over and added to: which of two of one name would count is a matter of the reader.</summary>
    /// <param name="path">What the field is called in full.</param>
    public static void CheckNames(JsonElement value, string path, List<Violation> found)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var (one, n) in value.EnumerateArray().Select((e, n) => (e, n)))
                CheckNames(one, $"{path}[{n}]", found);
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var field in value.EnumerateObject())
            {
                var name = $"{path}.{PayloadRules.Cut(field.Name)}";
                if (!names.Add(field.Name) && found.Count < MostTold)
                    found.Add(new(name, PayloadRules.Show(field.Value), "Given more than once; a field has one value."));
                CheckNames(field.Value, name, found);
            }
        }
    }

    // Not deeper than what was parsed.
    private static int Depth(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => 1 + value.EnumerateArray().Select(Depth).DefaultIfEmpty().Max(),
        JsonValueKind.Object => 1 + value.EnumerateObject().Select(p => Depth(p.Value)).DefaultIfEmpty().Max(),
        _ => 0,
    };
}
