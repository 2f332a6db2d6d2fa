using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows.Definition;
using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Workflows;

/// <summary>Exactly one is set.</summary>
internal sealed record JudgedWorkflow(WorkflowOrder? Order, CommandRejected? Rejected);

/// <summary>Judges a submission: every broken rule at once, or the order it makes, planned and with all defaults filled in. Pure.</summary>
internal sealed class WorkflowRules(NodeRules nodes, IOptions<WorkflowOptions> options, IOptions<RunnerOptions> runner, TimeProvider time)
{
    public const long MaxTimeoutMs = 30L * 86_400_000;
    public const int MaxInputBytes = 1_048_576;

    /// <summary>More in one answer would help nobody.</summary>
    private const int MostViolations = 100;

    private static readonly string[] Policies = ["stop", "continue"];

    /// <param name="found">What was wrong with it as JSON.</param>
    public JudgedWorkflow Judge(SubmitWorkflow command, List<Violation> found, string? messageId = null, IReadOnlyList<string>? warnings = null)
    {
        CheckHead(command, found);
        CheckGraph(command, found);
        var all = new List<string>(warnings ?? []);
        var rank = command.Rank ?? Priorities.Rank(command.Priority, all);
        if (found.Count > 0)
            return Rejected(command, found);
        var graph = new WorkflowGraph { WorkflowId = command.WorkflowId!, Nodes = command.Nodes!, Edges = command.Edges ?? [], Input = command.Input, Cache = command.Cache };
        var planned = WorkflowPlanner.Plan(graph);
        if (planned.Plan is not { } plan)
            return Rejected(command, [.. planned.Faults.Select(f => new Violation(f.Field, PayloadRules.Cut(f.Value), f.Rule, f.Code))]);
        var document = JsonSerializer.SerializeToUtf8Bytes(graph, WorkflowJson.Default.WorkflowGraph);
        var order = new WorkflowOrder
        {
            ExecutionId = command.ExecutionId ?? WorkflowIds.Generate(command.WorkflowId!, messageId, time.GetUtcNow()),
            Client = command.Client ?? "default",
            Plan = plan,
            Document = document,
            Fingerprint = "",
            Rank = rank,
            ContinueOnFailure = command.Policy == "continue",
            Compensate = command.Compensate ?? true,
            OneByOne = command.EnableDistributed == false || !runner.Value.EnableDistributedExecution,
            Timeout = command.TimeoutMs is { } ms ? TimeSpan.FromMilliseconds(ms) : options.Value.Timeout,
            Warnings = all,
        };
        return new(order with { Fingerprint = FingerprintOf(order) }, null);
    }

    private static JudgedWorkflow Rejected(SubmitWorkflow command, List<Violation> found) =>
        new(null, CommandRules.Reject(nameof(SubmitWorkflow), command.ExecutionId, [.. found.Take(MostViolations)]));

    private static void CheckHead(SubmitWorkflow command, List<Violation> found)
    {
        CheckId(command.WorkflowId, "workflowId", 64, required: true, found);
        CheckId(command.ExecutionId, "executionId", WorkflowIds.LongestExecutionId, required: false, found);
        CommandRules.CheckId(command.Client, "client", required: false, found, reserved: false);
        if (command.Policy is { } policy && !Policies.Contains(policy, StringComparer.Ordinal))
            found.Add(new("policy", PayloadRules.Cut(policy), $"One of {string.Join(", ", Policies)}."));
        if (command.Rank is < 0 or > 100)
            found.Add(new("rank", command.Rank.ToString(), "A whole number from 0 (best) to 100 (worst)."));
        if (command.TimeoutMs is < 1 or > MaxTimeoutMs)
            found.Add(new("timeoutMs", command.TimeoutMs.ToString(), $"A whole number of milliseconds from 1 to {MaxTimeoutMs}."));
        if (command.Input is { ValueKind: not JsonValueKind.Undefined } input && input.GetRawText().Length > MaxInputBytes)
            found.Add(new("input", $"{input.GetRawText().Length} characters", $"At most {MaxInputBytes}; put more somewhere else and send a reference.", "too_large"));
    }

    private void CheckGraph(SubmitWorkflow command, List<Violation> found)
    {
        if (command.Nodes is not { Count: > 0 and <= WorkflowOptions.MaxNodes } list)
        {
            found.Add(new("nodes", $"{command.Nodes?.Count ?? 0} entries", $"1 to {WorkflowOptions.MaxNodes} nodes.", command.Nodes?.Count > 0 ? "too_large" : "invalid"));
            return;
        }

        for (var i = 0; i < list.Count && found.Count < MostViolations; i++)
        {
            CheckId(list[i].Id, $"nodes[{i}].id", 64, required: true, found);
            nodes.Check(list[i], $"nodes[{i}]", found);
        }

        var edges = command.Edges ?? [];
        if (edges.Count > WorkflowOptions.MaxEdges)
            found.Add(new("edges", $"{edges.Count} entries", $"At most {WorkflowOptions.MaxEdges} edges.", "too_large"));
        for (var i = 0; i < edges.Count && found.Count < MostViolations; i++)
        {
            CheckId(edges[i].Source, $"edges[{i}].source", 64, required: true, found);
            CheckId(edges[i].Target, $"edges[{i}].target", 64, required: true, found);
            NodeRules.CheckExpression(edges[i].Condition, $"edges[{i}].condition", found);
        }
    }

    private static void CheckId(string? id, string field, int longest, bool required, List<Violation> found)
    {
        CommandRules.CheckId(id, field, required, found, reserved: field == "executionId");
        if (id?.Length > longest && id.Length <= 128)
            found.Add(new(field, PayloadRules.Cut(id), $"At most {longest} characters; this has {id.Length}."));
    }

    private static string FingerprintOf(WorkflowOrder order)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{order.Client}\n{order.Rank}\n{order.ContinueOnFailure}\n{order.Compensate}\n{order.Timeout.Ticks}\n"));
        if (order.OneByOne)
            hash.AppendData("one by one\n"u8);
        hash.AppendData(order.Document.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
