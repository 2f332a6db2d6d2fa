using System.Collections.Concurrent;
using System.Diagnostics;

namespace Swarm.Messaging.Processes;

/// <summary>
/// Starts every child from one thread that lives as long as the process: the kernel sends the parent-death signal when the
/// <em>thread</em> that forked ends, and threads of the pool come and go.
/// </summary>
internal static class ProcessLauncher
{
    private static readonly BlockingCollection<Action> Requests = [];

    static ProcessLauncher() => new Thread(Run) { IsBackground = true, Name = "process-launcher" }.Start();

    public static Task StartAsync(Process process)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Requests.Add(() =>
        {
            try
            {
                process.Start();
                started.SetResult();
            }
            catch (Exception failure)
            {
                started.SetException(failure); // the caller's to judge; the thread must live on
            }
        });
        return started.Task;
    }

    private static void Run()
    {
        foreach (var request in Requests.GetConsumingEnumerable())
        {
            request();
        }
    }
}
