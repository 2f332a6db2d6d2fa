using System.Text.Encodings.Web;
using System.Text.Json;
using Swarm.Messaging.Client.Agents;

namespace Swarm.Messaging.Crm.Running;

/// <summary>Values of a client's credentials, which no text that leaves the agent may have in it. Pure.</summary>
internal sealed class Secrets
{
    /// <summary>In place of a secret.</summary>
    public const string Mask = "***";

    /// <summary>Characters. Shorter ones stand in any text by chance, and to replace them there would tell more than it hides.</summary>
    public const int Shortest = 4;

    public static readonly Secrets None = new([]);

    private readonly HashSet<string> values;

    /// <summary>As a text may have them, the longest first: one may be a part of another.</summary>
    private readonly IReadOnlyList<string> forms;

    private Secrets(HashSet<string> values)
    {
        this.values = values;
        forms = [.. values.SelectMany(Forms).Distinct(StringComparer.Ordinal).OrderByDescending(f => f.Length)];
    }

    /// <param name="client">Its name is no secret, though it may log in with it: it stands in its addresses.</param>
    public static Secrets Of(string client, JsonElement credentials) => new([.. Leaves(credentials).Where(v => v.Length >= Shortest && v != client)]);

    /// <summary>Those of both: what was used a moment ago may come back when the file has others.</summary>
    public Secrets And(Secrets others) => others.values.IsSubsetOf(values) ? this : new([.. values, .. others.values]);

    public bool IsIn(string text) => forms.Any(f => text.Contains(f, StringComparison.Ordinal));

    public string Hide(string text) => forms.Aggregate(text, (shown, form) => shown.Replace(form, Mask, StringComparison.Ordinal));

    public AgentResult Hide(AgentResult result) => result switch
    {
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

    /// <summary>Itself, and escaped as in an address, a form, JSON and HTML.</summary>
    private static string[] Forms(string value) =>
    [
        value, Uri.EscapeDataString(value), Uri.EscapeDataString(value).Replace("%20", "+", StringComparison.Ordinal), JavaScriptEncoder.Default.Encode(value),
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value), HtmlEncoder.Default.Encode(value),
    ];
}
