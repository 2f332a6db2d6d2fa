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
internal sealed class WorkflowRules(NodeRules nodes, IOptions<WorkflowOptions> options, IOptionsMonitor<RunnerOptions> runner, TimeProvider time)
{
    /// <param name="found">What was wrong with it as JSON.</param>
    public JudgedWorkflow Judge(SubmitWorkflow command, List<Violation> found, string? messageId = null, IReadOnlyList<string>? warnings = null)
    {
        WorkflowFields.Check(command, "", nodes, found);
        var all = new List<string>(warnings ?? []);
        var rank = command.Rank ?? Priorities.Rank(command.Priority, all);
        if (found.Count > 0)
            return Rejected(command, found);
        var graph = Graph(command);
        var planned = WorkflowPlanner.Plan(graph);
        if (planned.Plan is not { } plan)
            return Rejected(command, [.. planned.Faults.Select(f => new Violation(f.Field, PayloadRules.Cut(f.Value), f.Rule, f.Code))]);
        all.AddRange(SourceRules.Warnings(plan));
        var document = Document(graph);
        var order = new WorkflowOrder
        {
            ExecutionId = command.ExecutionId ?? WorkflowIds.Generate(command.WorkflowId!, messageId, time.GetUtcNow()),
            Client = Client(command),
            Plan = plan,
            Document = document,
            Fingerprint = FingerprintOf(command, rank, document),
            Rank = rank,
            ContinueOnFailure = Continues(command),
            Compensate = Compensates(command),
            OneByOne = command.EnableDistributed == false || !runner.CurrentValue.EnableDistributedExecution,
            Timeout = command.TimeoutMs is { } ms ? TimeSpan.FromMilliseconds(ms) : options.Value.Timeout,
            Warnings = all,
        };
        return new(order, null);
    }

    /// <summary>Which content it is, whether or not this host could run it.</summary>
    /// <returns>Null: it is no workflow.</returns>
    public static string? Fingerprint(SubmitWorkflow command)
    {
        var found = new List<Violation>();
        WorkflowFields.Check(command, "", NodeRules.WithoutHost, found);
        return found.Count == 0 ? FingerprintOf(command, command.Rank ?? Priorities.Rank(command.Priority, []), Document(Graph(command))) : null;
    }

    private static JudgedWorkflow Rejected(SubmitWorkflow command, List<Violation> found) =>
        new(null, WorkflowAnswers.OfRun(CommandRules.Reject(nameof(SubmitWorkflow), command.ExecutionId, [.. found.Take(WorkflowFields.MostViolations)])));

    private static WorkflowGraph Graph(SubmitWorkflow command) =>
        new() { WorkflowId = command.WorkflowId!, Nodes = command.Nodes!, Edges = command.Edges ?? [], Input = command.Input, Cache = command.Cache };

    private static byte[] Document(WorkflowGraph graph) => JsonSerializer.SerializeToUtf8Bytes(graph, WorkflowJson.Default.WorkflowGraph);

    private static string Client(SubmitWorkflow command) => command.Client ?? SubmissionRules.DefaultClient;

    private static bool Continues(SubmitWorkflow command) => command.Policy == "continue";

    private static bool Compensates(SubmitWorkflow command) => command.Compensate ?? true;

    /// <summary>Of what was asked: a switch or a default of this host makes no other content of it.</summary>
    private static string FingerprintOf(SubmitWorkflow command, int rank, ReadOnlySpan<byte> document)
    {
        var timeout = command.TimeoutMs is { } ms ? TimeSpan.FromMilliseconds(ms) : WorkflowOptions.DefaultTimeout;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Client(command)}\n{rank}\n{Continues(command)}\n{Compensates(command)}\n{timeout.Ticks}\n"));
        if (command.EnableDistributed == false)
            hash.AppendData("one by one\n"u8);
        hash.AppendData(document);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
