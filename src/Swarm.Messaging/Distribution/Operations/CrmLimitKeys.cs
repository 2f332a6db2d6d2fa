using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement.Flow;

namespace Swarm.Messaging.Distribution.Operations;

/// <summary>
/// Keys of limits that CRM tasks count for by expressions of <see cref="DistributionOptions.LimitKeys"/>, over <c>{operation, client, priority, input}</c>.
/// A batch that is one task counts for those of all its inputs.
/// </summary>
internal sealed partial class CrmLimitKeys(IOptions<DistributionOptions> options) : IFlowKeySource
{
    /// <summary>Of the 8 that a task may count for beside client and operation, one is its location.</summary>
    public const int Most = 7;

    private static readonly string[] Taken =
        [FlowKeyNames.Client, FlowKeyNames.Operation, FlowKeyNames.Agent, FlowKeyNames.Location, FlowKeyNames.Target, FlowKeyNames.Login, "kind", "session", "batch"];

    public IReadOnlyCollection<string> Names => [.. options.Value.LimitKeys.Keys];

    /// <returns>What is wrong with a key that is set up; null: nothing.</returns>
    public static string? Fault(string name, string? expression)
    {
        if (!Name().IsMatch(name) || Taken.Contains(name, StringComparer.Ordinal))
            return $"is no name of its own: a to z, 0 to 9 and _, at most 32 characters, not {string.Join(", ", Taken)}.";
        return FlowExpression.Fault(expression);
    }

    /// <returns>How many keys it would count for, were there no bound.</returns>
    public int Count(string operation, JsonElement? payload) => All(new SubmitTask { Kind = CrmPolicy.KindName, Operation = operation, Payload = payload }, null).Count();

    /// <param name="batchId">The batch that it is the one task of; null: it is a task by itself.</param>
    public IReadOnlyList<string> Of(SubmitTask command, string? batchId = null) => [.. All(command, batchId).Take(Most)];

    private IEnumerable<string> All(SubmitTask command, string? batchId)
    {
        var keys = options.Value.LimitKeys;
        if (keys.Count == 0)
            return [];
        var inputs = Inputs(command.Payload, batchId);
        return keys.OrderBy(k => k.Key, StringComparer.Ordinal)
            .SelectMany(key => inputs.SelectMany(input => FlowExpression.Values(Task(command, input), key.Value)).Select(value => $"{key.Key}:{value}"))
            .Distinct(StringComparer.Ordinal);
    }

    private static JObject Task(SubmitTask command, JsonElement? input) => new()
    {
        ["operation"] = command.Operation, ["client"] = command.Client, ["priority"] = command.Priority?.ToString(), ["input"] = Read(input),
    };

    private static JToken? Read(JsonElement? input)
    {
        if (input is not { ValueKind: JsonValueKind.Object } given)
            return null;
        using var reader = new JsonTextReader(new StringReader(given.GetRawText())) { DateParseHandling = DateParseHandling.None, MaxDepth = null };
        return JToken.ReadFrom(reader);
    }

    /// <summary>Its own, or those of the items of a batch that is one task.</summary>
    private static IReadOnlyList<JsonElement?> Inputs(JsonElement? payload, string? batchId)
    {
        if (batchId is null || !PayloadRules.TryGet(payload ?? default, "items", out var items) || items.ValueKind != JsonValueKind.Array)
            return [payload];
        var inputs = items.EnumerateArray().Select(i => PayloadRules.TryGet(i, "input", out var input) && input.ValueKind == JsonValueKind.Object ? input : (JsonElement?)null).ToList();
        return inputs.Count > 0 && inputs.TrueForAll(i => i is not null) ? inputs : [payload];
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,31}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
