using System.Collections.Concurrent;
using System.Diagnostics;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Worker.Wire;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Workers.Children;

/// <summary>
/// One worker process: its pipes, its signals, its exit. It dies with this process and takes along what it has started, by the kernel's
/// signal, by the guard of its process group, and because its standard input ends. Reads on a thread of its own, so that a busy thread pool never makes a live worker look dead.
/// </summary>
internal sealed class WorkerChild(Slot slot, int incarnation, WorkerCommand command, WorkersOptions options, IWorkerListener listener, TimeProvider time)
    : IDisposable
{
    /// <summary>A grandchild may hold the pipe open for ever.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <summary>A process that has closed its standard output has this long to end.</summary>
    private static readonly TimeSpan Closed = TimeSpan.FromSeconds(2);

    private readonly ConcurrentQueue<Outgoing> outgoing = new();
    private readonly FrameBuffer frame = new();
    private readonly TaskCompletionSource read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private readonly LastWords words = new();
    private Task errorsRead = Task.CompletedTask;
    private Process? process;
    private Stream? input;
    private UnixSignal? early;
    private int pumping;

    public Slot Slot => slot;

    public int Incarnation => incarnation;

    /// <summary>Ends with its exit; <see cref="IWorkerListener.Exited"/> comes last.</summary>
    public async Task RunAsync()
    {
        try
        {
            await StartAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            listener.Exited(this, -1, $"It could not be started: {e.Message}", null);
            return;
        }

        var code = await exited.Task.ConfigureAwait(false);
        await Task.WhenAny(Task.WhenAll(read.Task, errorsRead), Task.Delay(LastWords, time)).ConfigureAwait(false);
        Dispose();
        listener.Exited(this, code, null, words.ToString());
    }

    public void Dispose()
    {
        process?.Dispose();
        frame.Dispose();
    }

    /// <summary>Queues a message. <see cref="Pump"/> sends it; no lock need be held for that.</summary>
    public void Post(in Outgoing message) => outgoing.Enqueue(message);

    public void Pump()
    {
        if (Interlocked.Exchange(ref pumping, 1) == 0)
            _ = PumpAsync();
    }

    public void Signal(UnixSignal signal)
    {
        lock (gate)
        {
            if (process is null)
                early = signal;
            else if (!exited.Task.IsCompleted)
                Send(process.Id, signal);
        }
    }

    private async Task StartAsync()
    {
        // Without a guard its standard input still ends with this process, and a worker that reads it ends, too.
        var guarded = GuardedCommand.ForGroup(command.FileName, command.Arguments);
        var info = new ProcessStartInfo(guarded.FileName, guarded.Arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        info.Environment[WorkerEnvironment.Id] = slot.Id;
        info.Environment[WorkerEnvironment.HeartbeatMs] = $"{options.HeartbeatInterval.TotalMilliseconds:0}";
        info.Environment[WorkerEnvironment.MemoryLimitMb] = $"{options.WorkerMemoryLimitMb}";
        info.Environment[WorkerEnvironment.MaxFrame] = $"{options.MaxFrameBytes}";
        info.Environment[WorkerEnvironment.Commands] = options.CommandsFile is { } file ? Path.GetFullPath(file) : null;
        info.Environment[WorkerEnvironment.WorkFolder] = options.WorkFolder is { } folder ? Path.GetFullPath(folder) : null;
        var starting = new Process { StartInfo = info, EnableRaisingEvents = true };
        starting.Exited += (_, _) => OnExited(starting);
        await ProcessLauncher.StartAsync(starting).ConfigureAwait(false);
        input = starting.StandardInput.BaseStream;
        lock (gate)
        {
            process = starting;
            if (early is { } signal)
                Send(process.Id, signal);
        }

        listener.Started(this, starting.Id);
        new Thread(() => Read(starting.StandardOutput.BaseStream)) { IsBackground = true, Name = slot.Id }.Start();
        errorsRead = new ErrorLines(
            starting.StandardError.BaseStream, new LineLimiter(options.LogLinesPerSecond, time), words, (level, line) => listener.Logged(this, level, line), time).ReadAsync();
    }

    private void OnExited(Process ended)
    {
        lock (gate)
        {
            // What it started and left behind goes with it: they are of its session, and of its process group.
            UnixSignals.Send(-ended.Id, UnixSignal.Kill);
            exited.TrySetResult(ended.ExitCode);
        }
    }

    // A killed worker takes its children along; any other signal is for itself to pass on.
    private static void Send(int id, UnixSignal signal)
    {
        UnixSignals.Send(id, signal);
        if (signal == UnixSignal.Kill)
            UnixSignals.Send(-id, signal);
    }

    private void Read(Stream output)
    {
        try
        {
            var logs = new LineLimiter(options.LogLinesPerSecond, time);
            using var frames = new FrameReader(output, options.MaxFrameBytes);
            while (frames.TryRead(out var bytes))
            {
                var message = WorkerMessage.Read(bytes);
                if (message.Type == WireTypes.Heartbeat)
                    Missing(logs.TakeMissing());
                if (message.Type != WireTypes.WorkerLog || Passes(logs))
                    listener.Said(this, message);
            }
            _ = ClosedAsync();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _ = ClosedAsync();
        }
        catch (Exception e)
        {
            // Whatever a worker writes costs that worker, never this process.
            if (!exited.Task.IsCompleted)
                listener.Violated(this, e is FrameException ? e.Message : $"What it wrote cannot be dealt with: {e.Message}");
        }
        finally
        {
            read.TrySetResult();
        }
    }

    private bool Passes(LineLimiter logs)
    {
        var passes = logs.Passes(out var missing);
        Missing(missing);
        return passes;
    }

    private void Missing(long lines)
    {
        if (lines > 0)
            listener.Logged(this, "warning", LineLimiter.Said(lines));
    }

    private async Task ClosedAsync()
    {
        if (await Task.WhenAny(exited.Task, Task.Delay(Closed, time)).ConfigureAwait(false) != exited.Task)
            listener.Violated(this, "It closed its standard output and went on.");
    }

    private async Task PumpAsync()
    {
        do
        {
            try
            {
                while (input is not null && outgoing.TryDequeue(out var message))
                    await input.WriteAsync(message.Write(frame)).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // It is gone, or going: its exit tells.
                outgoing.Clear();
            }

            Volatile.Write(ref pumping, 0);
        }
        while (input is not null && !outgoing.IsEmpty && Interlocked.Exchange(ref pumping, 1) == 0);
    }
}
