using System.Diagnostics;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Cli.Daemon;

/// <summary>A host with a pool, as a process of its own in the background.</summary>
internal sealed class WorkerDaemon(DaemonSettings settings, CliConsole console)
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);
    private const int LongestReason = 8 * 1024;
    private const int MostLines = 5;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly PidFile pidFile = new(settings.PidFile);

    /// <summary>In the foreground, until a signal.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        if (pidFile.Running() is { } other)
            throw new CliException(ExitCodes.Failed, $"The daemon runs already (process {other}, {pidFile.Path}).");
        var read = SettingsReader.Read(settings.Settings);
        pidFile.WriteOwn();
        try
        {
            return await SwarmHost.RunAsync(read, cancellation).ConfigureAwait(false);
        }
        finally
        {
            pidFile.Delete();
        }
    }

    public async Task<int> StartAsync(CancellationToken cancellation)
    {
        if (pidFile.Running() is { } running)
            throw new CliException(ExitCodes.Failed, $"The daemon runs already (process {running}, {pidFile.Path}).");
        foreach (var name in DaemonSettings.Misspelt(Environment.GetEnvironmentVariables().Keys.Cast<string>()))
            console.Error.WriteLine($"swarm: {name}");
        SettingsReader.Read(settings.Settings);
        Writable("LOG_DIR", settings.LogFile);
        Writable("PID_FILE", settings.PidFile);
        var before = new FileInfo(settings.LogFile).Length;
        var program = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "swarm"
            ? path : Path.Combine(AppContext.BaseDirectory, "swarm");
        var info = new ProcessStartInfo("setsid", ["sh", "-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", settings.LogFile, program, "workers", "daemon", "run", "--data", settings.Data]);
        using var daemon = Process.Start(info)!;
        var time = TimeProvider.System;
        var begun = time.GetTimestamp();
        while (time.GetElapsedTime(begun) < StartPatience)
        {
            if (pidFile.Running() is { } pid && EndpointFile.Read(settings.Data)?.ProcessId == pid)
            {
                console.Out.WriteLine($"The daemon runs (process {pid}), {EndpointFile.Read(settings.Data)!.Address}. Its log: {settings.LogFile}");
                return ExitCodes.Ok;
            }

            if (daemon.HasExited)
                throw new CliException(ExitCodes.Failed, $"The daemon ended with exit code {daemon.ExitCode}; {settings.LogFile} says why{LastLines(before)}");
            await Task.Delay(Poll, time, cancellation).ConfigureAwait(false);
        }

        throw new CliException(ExitCodes.Failed, $"The daemon has not answered for {StartPatience.TotalSeconds} s; {settings.LogFile} may say why.");
    }

    /// <summary>Asks it to end; after 30 s it is killed.</summary>
    public async Task<int> StopAsync(CancellationToken cancellation)
    {
        if (pidFile.Process() is not { } daemon)
        {
            if (Other() is { } other)
                throw new CliException(ExitCodes.Failed, $"{pidFile.Path} names no daemon, but process {other} serves {settings.Data}: give the PID_FILE that it was started with, or end that process.");
            console.Out.WriteLine("No daemon runs.");
            return ExitCodes.Ok;
        }

        if (!UnixSignals.Send(daemon.Id, UnixSignal.Terminate) && daemon.Lives)
            throw new CliException(ExitCodes.Failed, $"The daemon (process {daemon.Id}) is not this user's to stop: ask as the user who started it, or as root.");
        var time = TimeProvider.System;
        var begun = time.GetTimestamp();
        while (daemon.Lives && time.GetElapsedTime(begun) < StopPatience)
            await Task.Delay(Poll, time, cancellation).ConfigureAwait(false);
        var had = daemon.Lives;
        if (had)
            UnixSignals.Send(daemon.Id, UnixSignal.Kill);
        while (daemon.Lives)
            await Task.Delay(Poll, time, cancellation).ConfigureAwait(false);
        if (pidFile.Running() is null)
            pidFile.Delete();
        console.Out.WriteLine(had ? $"The daemon (process {daemon.Id}) did not end within {StopPatience.TotalSeconds} s and was killed; what was accepted is kept." : $"The daemon (process {daemon.Id}) has ended.");
        return ExitCodes.Ok;
    }

    public int Status()
    {
        var pid = pidFile.Running();
        console.Out.WriteLine(pid is null
            ? $"No daemon runs{(pidFile.Exists ? $"; {pidFile.Path} is of one that is gone (swarm workers daemon cleanup)" : "")}."
            : $"The daemon runs (process {pid}), {EndpointFile.Read(settings.Data)?.Address}. swarm workers --data {settings.Data} shows its pool.");
        return pid is null ? ExitCodes.Failed : ExitCodes.Ok;
    }

    /// <summary>Removes what a daemon that was killed has left behind.</summary>
    public int CleanUp()
    {
        if (pidFile.Running() is { } pid)
            throw new CliException(ExitCodes.Failed, $"The daemon runs (process {pid}): stop it first.");
        var left = new[] { pidFile.Path, EndpointFile.PathIn(settings.Data) }.Where(File.Exists).ToList();
        left.ForEach(File.Delete);
        console.Out.WriteLine(left.Count == 0 ? "Nothing was left behind." : $"Removed {string.Join(", ", left)}.");
        return ExitCodes.Ok;
    }

    /// <summary>A host of this data folder that the PID file does not know.</summary>
    private int? Other() => EndpointFile.Read(settings.Data)?.ProcessId is { } id && DaemonProcess.StartOf(id) is not null ? id : null;

    /// <summary>Said before a process is started that could say it to nobody.</summary>
    private static void Writable(string variable, string file)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            using var open = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Failed, $"The daemon cannot write {file}: {e.Message} Set {variable} to where it may.", e);
        }
    }

    private string LastLines(long since)
    {
        try
        {
            using var log = new FileStream(settings.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            log.Seek(Math.Max(since, log.Length - LongestReason), SeekOrigin.Begin);
            using var reader = new StreamReader(log);
            var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return lines.Length == 0 ? "." : $": {string.Join(Environment.NewLine, lines.TakeLast(MostLines))}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ".";
        }
    }
}
