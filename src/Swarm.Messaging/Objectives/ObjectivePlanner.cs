using System.Text.Json.Nodes;
using Swarm.Messaging.Agents.Catalog;
using Swarm.Messaging.Contracts.Objectives;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Objectives;

/// <summary>Takes objectives and runs on agents apart. Pure; what comes in has been judged.</summary>
internal static class ObjectivePlanner
{
    /// <param name="catalog">Says whose part a step is; each gets it with its payload.</param>
    public static ObjectivePlan Of(SubmitObjective objective, ObjectiveOptions options, AgentCatalog catalog)
    {
        var plan = new ObjectivePlan(options.Kind, objective.TaskTimeoutMs ?? Ms(options.TaskTimeout), objective.AgentType);
        foreach (var step in Decomposition.Of(objective.Strategy ?? Decomposition.Auto))
        {
            var role = objective.AgentType is { } type ? catalog.Find(type) : catalog.For(step);
            var payloads = Enumerable.Range(1, objective.AgentsPerStep ?? 1).Select(agent => new JsonObject
            {
                ["objective"] = ObjectivePlan.From("/input/objective"), ["step"] = step, ["agent"] = agent, ["input"] = ObjectivePlan.From("/input/input"),
                ["previous"] = plan.Before(), ["role"] = Role(role),
            });
            plan.Then(step, step, [.. payloads], objective.Aggregation ?? Aggregation.Collect);
        }

        return plan;
    }

    public static ObjectivePlan Of(RunOnAgents run, ObjectiveOptions options) => run.Form switch
    {
        RunForms.Bulk => Bulk(run, options),
        RunForms.Workflow => Chain(run, run.Operations!, run.TimeoutAfterMs ?? Ms(options.WorkflowTimeout)),
        RunForms.Extraction => Group(run, run.Agents ?? 3, run.TimeoutAfterMs ?? Ms(options.ExtractionTimeout), run.Aggregation ?? Aggregation.Merge),
        _ when run.Mode is RunModes.Sequential or RunModes.Pipeline =>
            Chain(run, [.. Enumerable.Repeat(run.Operation!, run.Agents ?? options.Agents)], run.TimeoutAfterMs ?? Ms(options.RunTimeout)),
        _ => Group(run, run.Agents ?? options.Agents, run.TimeoutAfterMs ?? Ms(options.RunTimeout), run.Aggregation ?? Aggregation.Collect),
    };

    private static ObjectivePlan Group(RunOnAgents run, int agents, long timeoutMs, string aggregation) =>
        new ObjectivePlan(KindOf(run), timeoutMs, run.AgentType).Then(
            "run", run.Operation!, [.. Enumerable.Range(1, agents).Select(agent => new JsonObject { ["input"] = ObjectivePlan.From("/input"), ["agent"] = agent })],
            aggregation);

    /// <summary>Each gets the input; in a pipeline the result before instead, but for the first.</summary>
    private static ObjectivePlan Chain(RunOnAgents run, IReadOnlyList<string> operations, long timeoutMs)
    {
        var plan = new ObjectivePlan(KindOf(run), timeoutMs, run.AgentType);
        var isPipeline = run.Mode == RunModes.Pipeline;
        foreach (var (i, operation) in operations.Index())
        {
            var payload = new JsonObject { ["input"] = isPipeline && plan.Before() is { } before ? before : ObjectivePlan.From("/input"), ["agent"] = i + 1 };
            plan.Then($"step-{i + 1}", operation, [payload], Aggregation.Collect);
        }

        return plan;
    }

    private static ObjectivePlan Bulk(RunOnAgents run, ObjectiveOptions options)
    {
        var items = run.Items!;
        var parts = Math.Min(run.Agents ?? options.BulkAgents, items.Count);
        var payloads = items.Select((item, i) => (Item: item, Part: (int)((long)i * parts / items.Count))).GroupBy(i => i.Part).Select(part => new JsonObject
        {
            ["input"] = ObjectivePlan.From("/input"),
            ["agent"] = part.Key + 1,
            ["items"] = new JsonArray([.. part.Select(i => JsonNode.Parse(i.Item.GetRawText()))]),
        });
        return new ObjectivePlan(KindOf(run), run.TimeoutAfterMs ?? Ms(options.BulkTimeout), run.AgentType)
            .Then("bulk", run.Operation!, [.. payloads], run.Aggregation ?? Aggregation.Collect);
    }

    private static JsonObject? Role(AgentType? type) => type is null ? null : new JsonObject
    {
        ["type"] = type.Name, ["description"] = type.Description, ["capabilities"] = new JsonArray([.. type.Capabilities.Select(c => JsonValue.Create(c))]),
    };

    private static string KindOf(RunOnAgents run) => run.Kind ?? ObjectiveOptions.RunKind;

    private static long Ms(TimeSpan time) => (long)time.TotalMilliseconds;
}
