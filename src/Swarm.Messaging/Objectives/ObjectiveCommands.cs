using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Agents.Catalog;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Objectives;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Objectives;

/// <summary>Objectives and runs on agents, whichever way they came: planned, and from then on a workflow like any other.</summary>
internal sealed class ObjectiveCommands(WorkflowCommands workflows, WorkflowQueries queries, AgentCatalog catalog, RunKinds kinds, IOptionsMonitor<ObjectiveOptions> options) : ICommandSet
{
    /// <summary>Of the ids of their runs.</summary>
    public const string Prefix = "objective_";

    /// <summary>1 to 5.</summary>
    private static readonly string[] Priorities = ["critical", "high", "normal", "low", "background"];

    public IReadOnlyCollection<CommandQueue> Queues { get; } =
    [
        new(nameof(SubmitObjective), SwarmNames.SubmitObjective, 16),
        new(nameof(RunOnAgents), SwarmNames.RunOnAgents, 16),
        new(nameof(GetObjective), SwarmNames.GetObjective, 16),
    ];

    /// <returns><see cref="ObjectiveAccepted"/>, <see cref="ObjectiveDetails"/> or <see cref="CommandRejected"/>.</returns>
    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var (found, now) = (new List<Violation>(), options.CurrentValue);
        switch (command)
        {
            case nameof(SubmitObjective):
                var objective = ObjectiveReader.Objective(message, now, catalog, found);
                return found.Count > 0
                    ? CommandRules.Reject(command, objective.ObjectiveId, found)
                    : await SubmitAsync(
                        command, objective.ObjectiveId ?? Made(origin), $"objective-{objective.Strategy ?? Decomposition.Auto}", ObjectivePlanner.Of(objective, now, catalog), objective.Client,
                        JsonSerializer.SerializeToElement(new { objective = objective.Objective, input = objective.Input }), null,
                        objective.TaskTimeoutMs ?? (long)now.TaskTimeout.TotalMilliseconds, cancellation).ConfigureAwait(false);
            case nameof(RunOnAgents):
                var run = ObjectiveReader.Run(message, catalog, found);
                if (found.Count == 0)
                    found.AddRange(kinds.Judge(run));
                return found.Count > 0
                    ? CommandRules.Reject(command, run.RunId, found)
                    : await SubmitAsync(
                        command, run.RunId ?? Made(origin), $"agents-{run.Form ?? RunForms.Task}", ObjectivePlanner.Of(run, now), run.Client, run.Input, run.Priority is { } p ? Priorities[p - 1] : null,
                        run.TimeoutAfterMs ?? (long)now.BulkTimeout.TotalMilliseconds, cancellation).ConfigureAwait(false);
            default:
                var id = ObjectiveReader.Get(message, found);
                return found.Count > 0 ? CommandRules.Reject(command, id, found) : await GetAsync(id, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<object> SubmitAsync(
        string command, string id, string workflowId, ObjectivePlan plan, string? client, JsonElement? input, string? priority, long taskTimeoutMs, CancellationToken cancellation)
    {
        // Long enough for every step to be tried to its end, and to wait for agents meanwhile.
        var timeout = Math.Min((long)TimeSpan.FromDays(30).TotalMilliseconds, taskTimeoutMs * Math.Max(1, plan.Steps.Count) * 6);
        var workflow = plan.ToWorkflow(workflowId, Prefix + id, client, input, priority, timeout);
        return await workflows.SubmitAsync(workflow, [], null, [], cancellation).ConfigureAwait(false) switch
        {
            WorkflowAccepted accepted => new ObjectiveAccepted
            {
                ObjectiveId = id, ExecutionId = accepted.ExecutionId, Duplicate = accepted.Duplicate, Steps = plan.Steps,
                State = accepted.Duplicate ? StateOf(accepted.State, begun: true) : ObjectiveStates.Initializing,
            },
            CommandRejected rejected => rejected with { Command = command },
            var other => other,
        };
    }

    private async Task<object> GetAsync(string id, CancellationToken cancellation)
    {
        if (await queries.GetAsync(Prefix + id, includeResults: true, cancellation).ConfigureAwait(false) is not { } run)
            return new CommandRejected { Command = nameof(GetObjective), Code = "not_found", Message = $"There is no objective '{PayloadRules.Cut(id)}'." };
        int Count(string state) => run.Nodes.Count(n => n.State == state);
        var (completed, failed) = (Count(WorkflowNodeStates.Succeeded), Count(WorkflowNodeStates.Failed));
        return new ObjectiveDetails
        {
            ObjectiveId = id,
            ExecutionId = run.ExecutionId,
            State = StateOf(run.State, run.Nodes.Any(n => n.StartedAt is not null || n.EndedAt is not null)),
            Completed = completed,
            Failed = failed,
            Total = run.Nodes.Count,
            Healthy = ObjectiveHealth.IsHealthy(completed, failed, options.CurrentValue.UnhealthyRatio),
            Result = run.State == WorkflowStates.Completed && run.Results.TryGetValue(run.Nodes[^1].NodeId, out var last) ? last.Data : null,
            Reason = run.Errors.Count > 0 ? $"{run.Errors[0].NodeId}: {run.Errors[0].Error}" : run.Reason,
        };
    }

    private static string StateOf(string state, bool begun) => state switch
    {
        WorkflowStates.Completed => ObjectiveStates.Completed,
        WorkflowStates.Failed => ObjectiveStates.Failed,
        WorkflowStates.Cancelled => ObjectiveStates.Cancelled,
        _ => begun ? ObjectiveStates.Executing : ObjectiveStates.Initializing,
    };

    /// <summary>A message that comes twice makes one objective.</summary>
    private static string Made(CommandOrigin origin) => origin.MessageId is { } message
        ? $"m-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(message)))[..24]}"
        : Guid.NewGuid().ToString("N");
}
