using System.Runtime.InteropServices;
using Swarm.Messaging.Worker.Wire;

namespace Swarm.Messaging.Worker.Running;

/// <summary>The life of a worker: ready, messages until a stop, a last word. The pool's end of the pipe closing means that the host is gone.</summary>
internal static class WorkerProgram
{
    private const int Orderly = 0;
    private const int Fatal = 1;

    /// <summary>A signal lets the running task end within this time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static int Run(IReadOnlyDictionary<string, WorkerHandler> handlers, WorkerSettings settings)
    {
        var (input, output) = StandardStreams.Take();
        using var outbox = new Outbox(output, settings.WorkerId);
        AppDomain.CurrentDomain.UnhandledException += (_, e) => Die(outbox, e.ExceptionObject as Exception);
        TaskScheduler.UnobservedTaskException += (_, e) => Say(outbox, e.Exception, fatal: false);
        var gauge = new WorkerGauge(settings);
        var runner = new TaskRunner(handlers, outbox, gauge);
        using var stopping = new ManualResetEventSlim();
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        runner.Start();
        SendReady(outbox, handlers.Keys);
        new Thread(() => Beat(outbox, runner, gauge, settings.Heartbeat, stopping)) { IsBackground = true, Name = "heartbeat" }.Start();
        new Thread(() => ReadAll(input, settings, runner, outbox, gauge, stopping)) { IsBackground = true, Name = "messages" }.Start();

        stopping.Wait();
        runner.Stop();
        var ended = runner.Idle.Task.Wait(Patience);
        outbox.Send(WireTypes.WorkerShutdown, gauge, static (json, g) =>
        {
            json.WriteNumber("tasksExecuted", g.TasksExecuted);
            json.WriteNumber("uptime", g.UptimeMs);
        });
        return ended ? Orderly : Fatal;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopping.Set();
        }
    }

    private static void ReadAll(
        Stream input, WorkerSettings settings, TaskRunner runner, Outbox outbox, WorkerGauge gauge, ManualResetEventSlim stopping)
    {
        using var frames = new FrameReader(input, settings.MaxFrame);
        try
        {
            while (frames.TryRead(out var frame))
                Act(PoolMessage.Read(frame), runner, outbox, gauge, stopping);
        }
        catch (IOException)
        {
            // Like the end of the stream.
        }
        catch (Exception e)
        {
            Die(outbox, e);
        }

        // The host is gone: nobody waits for a result.
        Environment.Exit(Orderly);
    }

    private static void Act(PoolMessage message, TaskRunner runner, Outbox outbox, WorkerGauge gauge, ManualResetEventSlim stopping)
    {
        switch (message.Type)
        {
            case WireTypes.ExecuteTask:
                runner.Execute(
                    message.TaskId ?? "", message.TaskType ?? "", message.Payload!, message.Attempt, message.LeaseToken ?? "", message.IdempotencyKey,
                    message.TimeoutMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null);
                break;
            case WireTypes.CancelTask:
                runner.Cancel(message.TaskId);
                break;
            case WireTypes.Shutdown:
                runner.Stop();
                if (!message.Graceful)
                    runner.Cancel(null);
                stopping.Set();
                break;
            case WireTypes.HealthCheck:
                outbox.Send(WireTypes.HealthStatus, (gauge, runner.CurrentTask), static (json, h) => h.gauge.WriteHealth(json, h.CurrentTask));
                break;
            case WireTypes.GetMetrics:
                outbox.Send(WireTypes.WorkerMetrics, gauge, static (json, g) => g.WriteMetrics(json));
                break;
        }
    }

    private static void SendReady(Outbox outbox, IEnumerable<string> types) => outbox.Send(WireTypes.WorkerReady, types, static (json, known) =>
    {
        json.WriteNumber("pid", Environment.ProcessId);
        json.WriteStartArray("types");
        foreach (var type in known)
            json.WriteStringValue(type);
        json.WriteEndArray();
    });

    // From a thread of its own: handlers that take all threads of the pool must not make a live worker look dead.
    private static void Beat(Outbox outbox, TaskRunner runner, WorkerGauge gauge, TimeSpan interval, ManualResetEventSlim stopping)
    {
        do
        {
            outbox.Send(WireTypes.Heartbeat, (gauge, runner.CurrentTask), static (json, beat) => beat.gauge.WriteHeartbeat(json, beat.CurrentTask));
        }
        while (!stopping.Wait(interval));

        // A stopping worker finishes its task; it must not look dead meanwhile.
        using var never = new ManualResetEventSlim();
        while (!never.Wait(interval))
            outbox.Send(WireTypes.Heartbeat, (gauge, runner.CurrentTask), static (json, beat) => beat.gauge.WriteHeartbeat(json, beat.CurrentTask));
    }

    private static void Die(Outbox outbox, Exception? error)
    {
        Say(outbox, error, fatal: true);
        Environment.Exit(Fatal);
    }

    private static void Say(Outbox outbox, Exception? error, bool fatal) => outbox.Send(WireTypes.WorkerError, (error, fatal), static (json, e) =>
    {
        json.WriteStartObject("error");
        json.WriteString("message", e.error?.Message ?? "unknown");
        json.WriteString("stack", e.error?.StackTrace);
        json.WriteString("code", e.error?.GetType().Name);
        json.WriteEndObject();
        json.WriteBoolean("fatal", e.fatal);
    });
}
