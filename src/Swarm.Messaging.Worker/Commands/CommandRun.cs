using System.ComponentModel;
using System.Diagnostics;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Worker.Commands;

/// <summary>
/// Runs a command to its end, within its limits. It and what it started die with the worker, when it is cancelled and when it ends: nothing
/// of one execution is left when the next begins. Only what has made a session of its own is out of reach.
/// </summary>
internal static class CommandRun
{
    public static async Task<CommandResult> RunAsync(
        CommandSpec spec, IReadOnlyList<string> arguments, string? input, string? folder, CancellationToken cancellation)
    {
        // Whoever guards the command would start all the same, and fail like a command that fails.
        if (!IsThere(spec.Command[0], folder ?? spec.WorkingDirectory ?? ""))
            throw NotStarted(spec, "there is no such program");
        var time = TimeProvider.System;
        var begun = time.GetTimestamp();
        using var process = new Process { StartInfo = Info(spec, arguments, folder, out var isGroup), EnableRaisingEvents = true };
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => exited.TrySetResult();
        try
        {
            await ProcessLauncher.StartAsync(process).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            throw NotStarted(spec, e.Message);
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(spec.TimeoutMs), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var output = new BoundedOutput(process.StandardOutput.BaseStream, spec.MaxOutputBytes);
        using var errors = new BoundedOutput(process.StandardError.BaseStream, spec.MaxOutputBytes);
        var feeding = FeedAsync(process, input, either.Token);
        await exited.Task.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!exited.Task.IsCompleted)
        {
            process.Kill(entireProcessTree: true);
            await exited.Task.ConfigureAwait(false);
        }

        // Sound though the process is gone: its guard is still of the group, so that nobody else can have its id.
        if (isGroup)
            UnixSignals.SendToGroup(process.Id, UnixSignal.Kill);
        cancellation.ThrowIfCancellationRequested();
        await feeding.ConfigureAwait(false);
        await Task.WhenAll(output.EndAsync(time), errors.EndAsync(time)).ConfigureAwait(false);
        return new CommandResult(
            process.ExitCode, output.Text, errors.Text, output.Truncated || errors.Truncated, limit.IsCancellationRequested,
            (long)time.GetElapsedTime(begun).TotalMilliseconds);
    }

    private static WorkerTaskException NotStarted(CommandSpec spec, string why) =>
        new("command_not_started", $"'{spec.Command[0]}' could not be started: {why}.", retryable: false);

    private static bool IsThere(string program, string folder) => program.Contains('/', StringComparison.Ordinal)
        ? File.Exists(Path.GetFullPath(program, Path.GetFullPath(folder.Length == 0 ? "." : folder)))
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(at => at.Length > 0 && File.Exists(Path.Combine(at, program)));

    private static ProcessStartInfo Info(CommandSpec spec, IReadOnlyList<string> arguments, string? folder, out bool isGroup)
    {
        var guarded = GuardedCommand.ForGroup(spec.Command[0], spec.Command.Skip(1).Concat(arguments));
        isGroup = guarded.Guard == ProcessGuard.Group;
        var info = new ProcessStartInfo(guarded.FileName, guarded.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? spec.WorkingDirectory ?? "",
        };
        foreach (var (name, value) in spec.Environment)
            info.Environment[name] = value;
        return info;
    }

    private static async Task FeedAsync(Process process, string? input, CancellationToken cancellation)
    {
        try
        {
            if (input is not null)
                await process.StandardInput.WriteAsync(input.AsMemory(), cancellation).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // It did not want all of it.
        }
    }
}
