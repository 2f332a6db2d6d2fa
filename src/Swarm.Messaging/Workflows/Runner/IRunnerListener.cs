namespace Swarm.Messaging.Workflows.Runner;

/// <summary>
/// Hears what happens to this host's runner, in order: register one or more with the host. One that throws is logged and stops nobody; one that
/// is slow loses the oldest.
/// </summary>
public interface IRunnerListener
{
    void Happened(RunnerEvent happened);
}
