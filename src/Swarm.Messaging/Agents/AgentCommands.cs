using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Agents;

/// <summary>What agents can say and operators can do to them. First the store, which is the truth, then placement and what others see.</summary>
internal sealed partial class AgentCommands(
    IAgentStore store,
    AgentPlacement placement,
    AgentQueues queues,
    AgentMailboxes mailboxes,
    AgentProjection projection,
    AgentChannel channel,
    AgentDirectory directory,
    AgentBreakers breakers,
    BusNames names,
    IOptions<AgentOptions> options,
    IOptions<PlacementOptions> leases,
    ILogger<AgentCommands> log)
{
    /// <param name="instance">Null: whoever registers last has the id.</param>
    /// <returns><see cref="AgentRegistered"/> or <see cref="CommandRejected"/>.</returns>
    public async Task<object> RegisterAsync(AgentDefinition agent, string? instance, CancellationToken cancellation)
    {
        if (await store.GetAsync(agent.AgentId, cancellation).ConfigureAwait(false) is null
            && await placement.FindAsync(agent.AgentId, cancellation).ConfigureAwait(false) is { } target && target.Type != AgentPlacement.TargetType)
            return AgentAnswers.NameTaken(agent.AgentId, target.Type);
        if (!await HoldsAsync(agent.AgentId, instance, cancellation).ConfigureAwait(false))
        {
            Taken(agent.AgentId, instance!);
            return AgentAnswers.InUse(nameof(RegisterAgent), agent.AgentId, leases.Value.Lease);
        }

        // Its queue stands before it can get work.
        await queues.DeclareAsync(agent.AgentId, cancellation).ConfigureAwait(false);
        if (agent.Transport == AgentTransports.Http)
            await mailboxes.OpenAsync(agent.AgentId, cancellation).ConfigureAwait(false);
        if (await store.RegisterAsync(agent, options.Value.MaxAgents, cancellation).ConfigureAwait(false) is not { } change)
            return AgentAnswers.TooMany(agent.AgentId, options.Value.MaxAgents);
        await placement.SettleAsync(change.Now, cancellation).ConfigureAwait(false);
        await projection.WriteAsync(change.Now, cancellation).ConfigureAwait(false);
        await directory.RefreshAsync(cancellation).ConfigureAwait(false);
        await channel.RegisteredAsync(agent.AgentId, cancellation).ConfigureAwait(false);
        Registered(agent.AgentId, agent.Type, agent.MaxCapacity, agent.Transport, change.Changed);
        return new AgentRegistered
        {
            AgentId = agent.AgentId,
            Created = change.Changed,
            Status = change.Now.Status,
            Queue = names.Agent(agent.AgentId),
            Exchange = names.Targets,
            ReportsQueue = names.TaskReports,
            QueueTtlMs = (long)leases.Value.TargetTtl.TotalMilliseconds,
            HeartbeatMs = (long)leases.Value.Heartbeat.TotalMilliseconds,
            LeaseMs = (long)leases.Value.Lease.TotalMilliseconds,
            Slots = change.Now.Room,
        };
    }

    public async Task<AgentRenewed> RenewAsync(AgentHeartbeat beat, CancellationToken cancellation)
    {
        var (agentId, tokens) = (beat.AgentId!, beat.Tokens ?? []);
        if (!await HoldsAsync(agentId, beat.Instance, cancellation).ConfigureAwait(false))
            return new AgentRenewed { AgentId = agentId, Known = false };
        if (await store.SeenAsync(agentId, cancellation).ConfigureAwait(false) is not { Now: var agent, Changed: var isBack })
            return new AgentRenewed { AgentId = agentId, Known = false };
        agent = await StandAsync(agent, beat, cancellation).ConfigureAwait(false);
        if (isBack)
        {
            await queues.DeclareAsync(agentId, cancellation).ConfigureAwait(false);
            await placement.SettleAsync(agent, cancellation).ConfigureAwait(false);
            Back(agentId);
        }

        var gone = await placement.RenewAsync(agent, tokens, cancellation).ConfigureAwait(false);
        await projection.WriteAsync(agent, cancellation).ConfigureAwait(false);
        return new AgentRenewed { AgentId = agentId, Known = true, Gone = gone, Draining = agent.IsDrained };
    }

    /// <summary>How it is now may change how much work it gets.</summary>
    private async Task<AgentState> StandAsync(AgentState agent, AgentHeartbeat beat, CancellationToken cancellation)
    {
        var standing = agent.Definition.Standing.With(beat);
        if (standing == agent.Definition.Standing)
            return agent;
        if (await store.ReviseAsync(agent.Definition, agent.Definition with { Standing = standing }, cancellation).ConfigureAwait(false) is not { } change)
            return agent;
        if (change.Changed)
            await placement.SettleAsync(change.Now, cancellation).ConfigureAwait(false);
        return change.Now;
    }

    public async Task<AttemptsStarted> StartAsync(string agentId, IReadOnlyList<string> tokens, string call, CancellationToken cancellation)
    {
        var may = await placement.StartAsync(agentId, tokens, call, cancellation).ConfigureAwait(false);
        return new AttemptsStarted { AgentId = agentId, Tokens = [.. tokens.Where((_, i) => may[i])] };
    }

    public async Task<object> DrainAsync(DrainAgent command, string source, CancellationToken cancellation)
    {
        if (!await HoldsAsync(command.AgentId!, command.Instance, cancellation).ConfigureAwait(false))
            return AgentAnswers.InUse(nameof(DrainAgent), command.AgentId!, leases.Value.Lease);
        if (await store.DrainAsync(
                command.AgentId!, command.Undo == true ? AgentDrain.No : command.Leaving == true ? AgentDrain.Leaving : AgentDrain.Lasting, cancellation).ConfigureAwait(false) is not { } change)
            return AgentAnswers.NotFound(nameof(DrainAgent), command.AgentId!);
        await SettleAsync(change.Now, cancellation).ConfigureAwait(false);
        if (change.Changed)
            Acted(nameof(DrainAgent), command.AgentId!, source, change.Now.Status, command.Reason);
        return AgentAnswers.Changed(nameof(DrainAgent), change.Now, change.Changed);
    }

    public async Task<object> ResetBreakerAsync(string agentId, string source, CancellationToken cancellation)
    {
        if (await store.ResetBreakerAsync(agentId, cancellation).ConfigureAwait(false) is not { } change)
            return AgentAnswers.NotFound(nameof(ResetAgentBreaker), agentId);
        if (change.Changed)
        {
            await breakers.MovedAsync(change.Now, cancellation).ConfigureAwait(false);
            Acted(nameof(ResetAgentBreaker), agentId, source, change.Now.Status, null);
        }

        return AgentAnswers.Changed(nameof(ResetAgentBreaker), change.Now, change.Changed);
    }

    public async Task<object> DeregisterAsync(DeregisterAgent command, string source, CancellationToken cancellation)
    {
        if (!await HoldsAsync(command.AgentId!, command.Instance, cancellation).ConfigureAwait(false))
            return AgentAnswers.InUse(nameof(DeregisterAgent), command.AgentId!, leases.Value.Lease);
        if (await store.RemoveAsync(command.AgentId!, cancellation).ConfigureAwait(false) is not { } agent)
            return AgentAnswers.NotFound(nameof(DeregisterAgent), command.AgentId!);
        await placement.RemoveAsync(agent.AgentId, cancellation).ConfigureAwait(false);
        await projection.RemoveAsync([agent.AgentId], cancellation).ConfigureAwait(false);
        await breakers.ForgetAsync(agent.AgentId, cancellation).ConfigureAwait(false);
        mailboxes.Close(agent.AgentId);
        Acted(nameof(DeregisterAgent), agent.AgentId, source, AgentStates.Removed, command.Reason);
        return AgentAnswers.Changed(nameof(DeregisterAgent), agent, true) with { Status = AgentStates.Removed };
    }

    /// <summary>Whether the id is this instance's, which has it for another lease. Who says of no instance is not asked: operators, and agents that do without.</summary>
    private async Task<bool> HoldsAsync(string agentId, string? instance, CancellationToken cancellation) =>
        instance is null || await store.HoldAsync(agentId, instance, leases.Value.Lease, cancellation).ConfigureAwait(false);

    private async Task SettleAsync(AgentState agent, CancellationToken cancellation)
    {
        await placement.SettleAsync(agent, cancellation).ConfigureAwait(false);
        await projection.WriteAsync(agent, cancellation).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {AgentId} ({AgentType}) is registered with {Capacity} slots by {Transport}; new: {Created}")]
    private partial void Registered(string agentId, string agentType, int capacity, string transport, bool created);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId} is there already, and another process, instance {Instance}, wanted to register as it: it was refused")]
    private partial void Taken(string agentId, string instance);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {AgentId} was inactive and is back")]
    private partial void Back(string agentId);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Command} of agent {AgentId} by {Source}: it is {Status} now. Reason: {Reason}")]
    private partial void Acted(string command, string agentId, string source, string status, string? reason);
}
