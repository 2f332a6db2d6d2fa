using Swarm.Messaging.Contracts.Bus;

namespace Swarm.Messaging.Bus;

/// <summary>Names of queues and exchanges, each with the installation's prefix, so that two installations share a broker.</summary>
internal sealed class BusNames(string prefix)
{
    public string SubmitTask => SwarmNames.In(prefix, SwarmNames.SubmitTask);

    public string SubmitTasks => SwarmNames.In(prefix, SwarmNames.SubmitTasks);

    public string CancelTask => SwarmNames.In(prefix, SwarmNames.CancelTask);

    public string ReplayTask => SwarmNames.In(prefix, SwarmNames.ReplayTask);

    public string GetTask => SwarmNames.In(prefix, SwarmNames.GetTask);

    public string GetStatus => SwarmNames.In(prefix, SwarmNames.GetStatus);

    public string ScalePool => SwarmNames.In(prefix, SwarmNames.ScalePool);

    public string RestartInstance => SwarmNames.In(prefix, SwarmNames.RestartInstance);
    public string UpdateConfiguration => SwarmNames.In(prefix, SwarmNames.UpdateConfiguration);

    public string TaskReports => SwarmNames.In(prefix, SwarmNames.TaskReports);

    /// <summary>Topic exchange of single events as plain JSON.</summary>
    public string Events => SwarmNames.In(prefix, SwarmNames.Events);

    /// <summary>Fanout exchange of many events in one message.</summary>
    public string TaskEvents => SwarmNames.In(prefix, SwarmNames.TaskEvents);

    /// <summary>Direct exchange in front of the targets' queues: whoever sends names no exchange of a target, so none comes back to life.</summary>
    public string Targets => SwarmNames.In(prefix, SwarmNames.Targets);

    /// <summary>Where what is meant for an agent goes. Endpoints of a process are told apart without regard to case, agents are not: one whose id has capitals has a hash in its queue's name.</summary>
    public string Agent(string agentId) => SwarmNames.In(prefix, SwarmNames.AgentQueue(agentId));

    /// <summary>A name of <see cref="SwarmNames"/> as this installation has it.</summary>
    public string Named(string name) => SwarmNames.In(prefix, name);

    public string Target(string targetId) => SwarmNames.In(prefix, SwarmNames.Target + targetId);
}
