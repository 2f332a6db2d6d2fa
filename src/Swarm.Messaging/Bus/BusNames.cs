namespace Swarm.Messaging.Bus;

/// <summary>Names of queues and exchanges, each with the installation's prefix, so that two installations share a broker.</summary>
internal sealed class BusNames(string prefix)
{
    private readonly string prefix = prefix.Length == 0 ? "" : prefix + ".";

    public string SubmitTask => Queue("submit-task");

    public string SubmitTasks => Queue("submit-tasks");

    public string CancelTask => Queue("cancel-task");

    public string ReplayTask => Queue("replay-task");

    public string GetTask => Queue("get-task");

    public string GetStatus => Queue("get-status");

    public string TaskReports => Queue("task-reports");

    /// <summary>Topic exchange of single events as plain JSON.</summary>
    public string Events => Queue("events");

    public string Target(string targetId) => Queue("target." + targetId);

    private string Queue(string name) => $"{prefix}swarm.{name}";
}
