using System.Diagnostics;

namespace Swarm.Messaging.Processes;

/// <summary>A child process that never outlives this one. Knows its exit, its last lines, and how to be stopped.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ProcessGuard _guard;
    private readonly LastLines _output;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(ChildProcessStart start)
    {
        var command = GuardedCommand.For(start);
        _guard = command.Guard;
        _output = new LastLines(start.Output);
        var info = new ProcessStartInfo(command.FileName, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = start.WorkingDirectory ?? "",
        };
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        _process = new Process { StartInfo = info, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => _output.Add(line.Data);
        _process.ErrorDataReceived += (_, line) => _output.Add(line.Data);
        // Not WaitForExitAsync: that also waits for the end of the output, which a grandchild may hold open.
        _process.Exited += (_, _) => OnExited();
    }

    public int Id { get; private set; }

    public bool HasExited => _exited.Task.IsCompleted;

    /// <summary>Ends with the exit code; 128 + signal when a signal ended it.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>The last lines it wrote, oldest first.</summary>
    public async Task<IReadOnlyList<string>> LastLinesAsync(TimeProvider time)
    {
        if (HasExited)
        {
            // Its last words may still be on the way; a grandchild may hold the pipe open for ever.
            await Task.WhenAny(_output.Ended, Task.Delay(TimeSpan.FromSeconds(1), time)).ConfigureAwait(false);
        }

        return _output.ToArray();
    }

    public static async Task<ChildProcess> StartAsync(ChildProcessStart start)
    {
        var child = new ChildProcess(start);
        await ProcessLauncher.StartAsync(child._process).ConfigureAwait(false);
        child.Id = child._process.Id;
        if (start.Bytes is { } take)
        {
            _ = child.ReadAsync(child._process.StandardOutput.BaseStream, take);
            _ = child.ReadAsync(child._process.StandardError.BaseStream, take);
        }
        else
        {
            child._process.BeginOutputReadLine();
            child._process.BeginErrorReadLine();
        }

        if (child._guard == ProcessGuard.DeathSignal)
        {
            child._process.StandardInput.Close(); // only the watchdog needs the pipe
        }

        return child;
    }

    /// <summary>Sends a signal to the child unless it has ended.</summary>
    public bool Signal(UnixSignal signal) => !HasExited && UnixSignals.Send(Id, signal);

    /// <summary>Asks it to end, waits, and kills it when the time is up. Returns false when it had to be killed.</summary>
    public async Task<bool> StopAsync(TimeSpan patience, TimeProvider time)
    {
        Signal(UnixSignal.Continue);
        Signal(UnixSignal.Terminate);
        try
        {
            await Exited.WaitAsync(patience, time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            await KillAsync().ConfigureAwait(false);
            return false;
        }
    }

    public async Task KillAsync()
    {
        Signal(UnixSignal.Kill);
        await Exited.ConfigureAwait(false);
    }

    /// <summary>Kills it with everything that it has started, also what it left behind when it ended.</summary>
    public async Task KillTreeAsync()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It has ended, or one of its children was quicker.
        }

        // Orphans are nobody's children any more, but still of its session.
        UnixSignals.SendToGroup(Id, UnixSignal.Kill);
        await Exited.ConfigureAwait(false);
    }

    /// <summary>Standard output and error have both ended; not while a grandchild holds them open.</summary>
    public Task OutputEnded => _output.Ended;

    public async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task ReadAsync(Stream stream, Action<ReadOnlySpan<byte>> take)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer).ConfigureAwait(false) is var read and > 0)
            {
                take(buffer.AsSpan(0, read));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process was let go of.
        }

        _output.Add(null);
    }

    private void OnExited()
    {
        var code = _process.ExitCode;
        if (_guard == ProcessGuard.Watchdog)
        {
            StandDown();
        }

        _exited.TrySetResult(code);
    }

    // The process id may soon belong to somebody else: the watchdog must not signal it.
    private void StandDown()
    {
        try
        {
            _process.StandardInput.WriteLine();
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // the watchdog is gone too
        }
    }
}
