namespace Swarm.Messaging.Workers.Children;

/// <summary>Hears what a worker process does. Each call names the child; calls of one child come one after the other, its exit last.</summary>
internal interface IWorkerListener
{
    void Started(WorkerChild child, int pid);

    /// <param name="message">Valid during the call.</param>
    void Said(WorkerChild child, in WorkerMessage message);

    void Violated(WorkerChild child, string what);

    /// <param name="level">error, warning, info or debug.</param>
    void Logged(WorkerChild child, string level, string line);

    /// <summary>The process is gone, or never came to be.</summary>
    /// <param name="code">Exit code; 128 + signal when a signal ended it.</param>
    /// <param name="lastWords">The end of its standard error, in lines.</param>
    void Exited(WorkerChild child, int code, string? why, string? lastWords);
}
