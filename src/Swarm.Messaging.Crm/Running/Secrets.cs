using System.Text;
using System.Text.Json;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Crm.Running.Hiding;

namespace Swarm.Messaging.Crm.Running;

/// <summary>Values of a client's credentials, which no text that leaves the agent may have in it. Pure.</summary>
internal sealed class Secrets
{
    /// <summary>In place of a secret.</summary>
    public const string Mask = "***";

    /// <summary>Characters. Shorter ones stand in any text by chance, and to replace them there would tell more than it hides.</summary>
    public const int Shortest = 4;

    public static readonly Secrets None = new([], []);

    private readonly HashSet<string> values;
    private readonly HashSet<string> clients;

    /// <summary>Made when they are wanted: a client's credentials are read for each task, and are the same.</summary>
    private readonly Lazy<SecretForms> forms;

    private Secrets(HashSet<string> values, HashSet<string> clients)
    {
        (this.values, this.clients) = (values, clients);
        forms = new(() => new SecretForms(values, clients));
    }

    /// <param name="client">Its name is no secret, though it may log in with it: it stands in its addresses.</param>
    public static Secrets Of(string client, JsonElement credentials) => new([.. Leaves(credentials).Where(v => v.Length >= Shortest && v != client)], [client]);

    /// <summary>Those of both: what was used a moment ago may come back when the file has others.</summary>
    public Secrets And(Secrets others) => others.values.IsSubsetOf(values) ? this : new([.. values, .. others.values], [.. clients, .. others.clients]);

    /// <summary>It is one itself.</summary>
    public bool Has(string value) => values.Contains(value);

    public bool IsIn(string text) => values.Count > 0 && forms.Value.AreIn(text);

    public string Hide(string text)
    {
        if (values.Count == 0 || forms.Value.Find(text) is not { Count: > 0 } found)
            return text;
        var shown = new StringBuilder(text.Length);
        var at = 0;
        foreach (var (from, to) in found)
        {
            shown.Append(text, at, from - at).Append(Mask);
            at = to;
        }

        return shown.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>In whatever it says: of a failure, and in the texts and names of a result.</summary>
    public AgentResult Hide(AgentResult result) => result switch
    {
        AgentResult.Succeeded { Result: { } json } done => done with { Result = HiddenJson.Of(json, this) },
        AgentResult.Failed failed => failed with { Error = failed.Error with { Message = Hide(failed.Error.Message), Stack = failed.Error.Stack is { } stack ? Hide(stack) : null } },
        AgentResult.Refused refused => refused with { Reason = Hide(refused.Reason) },
        _ => result,
    };

    private static IEnumerable<string> Leaves(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(f => Leaves(f.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Leaves),
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Number => [value.GetRawText()],
        _ => [],
    };
}
