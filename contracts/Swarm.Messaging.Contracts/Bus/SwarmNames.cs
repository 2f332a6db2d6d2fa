using System.Security.Cryptography;
using System.Text;

namespace Swarm.Messaging.Contracts.Bus;

/// <summary>Names of queues and exchanges. An installation with a prefix has <c>{prefix}.</c> before each of them.</summary>
public static class SwarmNames
{
    public const string SubmitTask = "swarm.submit-task";

    public const string SubmitTasks = "swarm.submit-tasks";

    public const string CancelTask = "swarm.cancel-task";

    public const string ReplayTask = "swarm.replay-task";

    public const string GetTask = "swarm.get-task";

    public const string GetStatus = "swarm.get-status";

    public const string ScalePool = "swarm.scale-pool";

    public const string RestartInstance = "swarm.restart-instance";

    public const string RegisterAgent = "swarm.register-agent";

    public const string AgentHeartbeat = "swarm.agent-heartbeat";

    public const string StartAttempts = "swarm.start-attempts";

    public const string DrainAgent = "swarm.drain-agent";

    public const string ResetAgentBreaker = "swarm.reset-agent-breaker";

    public const string DeregisterAgent = "swarm.deregister-agent";

    /// <summary>Takes signed control messages only.</summary>
    public const string UpdateConfiguration = "swarm.update-configuration";

    public const string ManageWorkers = "swarm.manage-workers";

    public const string ManageSchedules = "swarm.manage-schedules";

    public const string SubmitWorkflow = "swarm.submit-workflow";

    public const string CancelWorkflow = "swarm.cancel-workflow";

    public const string PauseWorkflow = "swarm.pause-workflow";

    public const string ResumeWorkflow = "swarm.resume-workflow";

    public const string RerunFrom = "swarm.rerun-from";

    public const string CallWorkflow = "swarm.call-workflow";

    public const string GetWorkflow = "swarm.get-workflow";

    public const string ManageCache = "swarm.manage-cache";

    public const string ManageBreakers = "swarm.manage-breakers";

    public const string SubmitCrmTask = "swarm.submit-crm-task";

    public const string SubmitCrmTasks = "swarm.submit-crm-tasks";

    public const string ApproveTask = "swarm.approve-task";

    public const string GetBatch = "swarm.get-batch";

    public const string ClearBatch = "swarm.clear-batch";

    public const string RegisterBrowserSession = "swarm.register-browser-session";

    public const string ReleaseBrowserSession = "swarm.release-browser-session";

    public const string CleanUpSessions = "swarm.clean-up-sessions";

    /// <summary>Takes <see cref="Flow.SetLimit"/>.</summary>
    public const string SetLimit = "swarm.set-limit";

    /// <summary>Takes <see cref="Flow.PauseDispatch"/>.</summary>
    public const string PauseDispatch = "swarm.pause-dispatch";

    /// <summary>Takes <see cref="Flow.ResumeDispatch"/>.</summary>
    public const string ResumeDispatch = "swarm.resume-dispatch";

    /// <summary>Takes <see cref="Objectives.SubmitObjective"/>.</summary>
    public const string SubmitObjective = "swarm.submit-objective";

    /// <summary>Takes <see cref="Objectives.RunOnAgents"/>.</summary>
    public const string RunOnAgents = "swarm.run-on-agents";

    /// <summary>Takes <see cref="Objectives.GetObjective"/>.</summary>
    public const string GetObjective = "swarm.get-objective";

    /// <summary>Takes <see cref="Flow.GetLimits"/>.</summary>
    public const string GetLimits = "swarm.get-limits";

    /// <summary>Takes <see cref="Swarms.SendSwarmMessage"/>.</summary>
    public const string SendSwarmMessage = "swarm.send-swarm-message";

    /// <summary>Takes <see cref="Swarms.BroadcastSwarmMessage"/>.</summary>
    public const string BroadcastSwarmMessage = "swarm.broadcast-swarm-message";

    /// <summary>Takes <see cref="Swarms.DistributeSwarmTask"/>.</summary>
    public const string DistributeSwarmTask = "swarm.distribute-swarm-task";

    /// <summary>Takes <see cref="Swarms.SetResourcePool"/>.</summary>
    public const string SetResourcePool = "swarm.set-resource-pool";

    /// <summary>Takes <see cref="Swarms.AllocateResource"/>.</summary>
    public const string AllocateResource = "swarm.allocate-resource";

    /// <summary>Takes <see cref="Swarms.ReleaseResource"/>.</summary>
    public const string ReleaseResource = "swarm.release-resource";

    /// <summary>Takes <see cref="Swarms.ResolveConflict"/>.</summary>
    public const string ResolveConflict = "swarm.resolve-conflict";
    public const string RegisterSwarm = "swarm.register-swarm";

    public const string UpdateSwarm = "swarm.update-swarm";

    public const string DeregisterSwarm = "swarm.deregister-swarm";

    public const string GetSwarm = "swarm.get-swarm";

    public const string ListSwarms = "swarm.list-swarms";

    public const string SaveSwarmState = "swarm.save-swarm-state";

    public const string SnapshotSwarm = "swarm.snapshot-swarm";

    public const string RestoreSwarm = "swarm.restore-swarm";

    public const string CheckpointSwarm = "swarm.checkpoint-swarm";

    public const string UpdateSwarmState = "swarm.update-swarm-state";

    public const string DiscoverInterruptedSwarms = "swarm.discover-interrupted-swarms";

    public const string RecoverInterruptedSwarms = "swarm.recover-interrupted-swarms";

    public const string RecoverSwarm = "swarm.recover-swarm";

    /// <summary>Takes <see cref="Swarms.GetSwarmCheckpoint"/>.</summary>
    public const string GetSwarmCheckpoint = "swarm.get-swarm-checkpoint";

    /// <summary>Takes <see cref="Swarms.GetSwarmMessages"/>.</summary>
    public const string GetSwarmMessages = "swarm.get-swarm-messages";

    /// <summary>Takes <see cref="Swarms.GetSwarmTask"/>.</summary>
    public const string GetSwarmTask = "swarm.get-swarm-task";

    /// <summary>Takes <see cref="Swarms.SaveBlockingState"/>.</summary>
    public const string SaveBlockingState = "swarm.save-blocking-state";

    /// <summary>Takes <see cref="Swarms.GetBlockingState"/>.</summary>
    public const string GetBlockingState = "swarm.get-blocking-state";

    /// <summary>Takes <see cref="Swarms.ListBlockingStates"/>.</summary>
    public const string ListBlockingStates = "swarm.list-blocking-states";

    /// <summary>Takes <see cref="Swarms.ClearBlockingState"/>.</summary>
    public const string ClearBlockingState = "swarm.clear-blocking-state";

    /// <summary>Takes <see cref="Swarms.SyncSwarmHost"/>.</summary>
    public const string SyncSwarmHost = "swarm.sync-swarm-host";

    /// <summary>Takes <see cref="Swarms.LeaveSwarmHost"/>.</summary>
    public const string LeaveSwarmHost = "swarm.leave-swarm-host";

    public const string TaskReports = "swarm.task-reports";

    /// <summary>Topic exchange of single events as plain JSON.</summary>
    public const string Events = "swarm.events";

    /// <summary>Fanout exchange of <see cref="Contracts.Events.TaskEvents"/> in MassTransit's envelope.</summary>
    public const string TaskEvents = "swarm.task-events";

    /// <summary>Fanout exchange of <see cref="Distribution.DistributionEvents"/> in MassTransit's envelope.</summary>
    public const string DistributionEvents = "swarm.distribution-events";

    /// <summary>Fanout exchange of <see cref="Swarms.SwarmEvents"/> in MassTransit's envelope.</summary>
    public const string SwarmEvents = "swarm.swarm-events";

    /// <summary>Direct exchange of attempts; the routing key is the name of the target's queue. What is sent to a target that is gone vanishes.</summary>
    public const string Targets = "swarm.targets";

    /// <summary>Followed by the target's id.</summary>
    public const string Target = "swarm.target.";

    /// <summary>Followed by the agent's id; <see cref="AgentQueue"/>.</summary>
    public const string Agent = "swarm.agent.";

    /// <summary>The agent's queue: <c>swarm.agent.{id}</c>; of an id with capitals with a hash behind it, as what differs only in case is one endpoint. An agent reads it in the answer to its registration.</summary>
    public static string AgentQueue(string agentId) => agentId.AsSpan().ContainsAnyInRange('A', 'Z')
        ? $"{Agent}{agentId}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(agentId)))[..16]}"
        : Agent + agentId;

    /// <param name="prefix">The installation's; empty for none.</param>
    public static string In(string prefix, string name) => prefix.Length == 0 ? name : $"{prefix}.{name}";
}
