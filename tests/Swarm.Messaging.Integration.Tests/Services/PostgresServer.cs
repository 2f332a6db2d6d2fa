using Npgsql;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Services;

/// <summary>
/// A PostgreSQL of our own on a free loopback port. It refuses to run as root, so root starts it as the user <c>postgres</c>, who comes with
/// the package.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "postgres";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempFolder folder = new("postgres");
    private readonly string programs = Installation();
    private ChildProcess? child;

    private PostgresServer()
    {
    }

    public int Port { get; } = FreePort.Take();

    /// <summary>As Npgsql reads it.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username={User};Database={User}";

    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer();
        try
        {
            if (Environment.IsPrivilegedProcess)
                await server.RunAsync("chown", User, server.folder.Path);
            await server.RunAsync([.. server.As("initdb"), "--pgdata", server.Data, "--username", User, "--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale", "C"]);
            await server.LaunchAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGINT: open connections are ended, what was committed is written. Then a start on the same port and data.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await LaunchAsync();
    }

    /// <summary>SIGKILL: connections break, nothing more is written. Then a start on the same port and data, which recovers them.</summary>
    public async Task KillAndStartAsync()
    {
        child!.Signal(UnixSignal.Kill);
        await child.Exited.WaitAsync(Patience, TimeProvider.System);
        await child.DisposeAsync();
        // Its own processes end when they see that it is gone; until then the data is theirs.
        await Eventually.HoldsAsync(() => !Directory.EnumerateDirectories("/proc").Any(p => IsOfThis(p)), "the killed server's processes are gone", Patience);
        await LaunchAsync();
    }

    public async Task StopAsync()
    {
        child!.Signal(UnixSignal.Interrupt);
        await child.Exited.WaitAsync(Patience, TimeProvider.System);
        await child.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (child is not null)
            await StopAsync();
        folder.Dispose();
    }

    private static string Installation() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")).Last()
        : throw new InvalidOperationException("There is no PostgreSQL in /usr/lib/postgresql; scripts/install-test-tools.sh installs it.");

    private string Data => folder.Combine("data");

    private string[] As(string program)
    {
        var path = Path.Combine(programs, program);
        // The death signal does not outlive a change of the user, so it is set once more.
        return Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid", User, "--regid", User, "--clear-groups", "--pdeathsig", "KILL", "--", path]
            : [path];
    }

    private bool IsOfThis(string process)
    {
        try
        {
            return int.TryParse(Path.GetFileName(process), out _) && new DirectoryInfo(Path.Combine(process, "cwd")).LinkTarget == Data;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // It has just ended.
        }
    }

    private async Task LaunchAsync()
    {
        string[] command =
        [
            .. As("postgres"), "-D", Data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "shared_memory_type=mmap",
            "-c", "dynamic_shared_memory_type=mmap",
        ];
        child = await ChildProcess.StartAsync(new(command[0], command[1..]) { WorkingDirectory = folder.Path });
        await Eventually.HoldsAsync(AnswersAsync, $"PostgreSQL answers on port {Port}", Patience);
    }

    private async Task<bool> AnswersAsync()
    {
        if (child!.HasExited)
            throw new InvalidOperationException($"PostgreSQL did not start: {string.Join(Environment.NewLine, await child.LastLinesAsync(TimeProvider.System))}");
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task RunAsync(params string[] command)
    {
        await using var run = await ChildProcess.StartAsync(new(command[0], command[1..]) { WorkingDirectory = folder.Path });
        var code = await run.Exited.WaitAsync(Patience, TimeProvider.System);
        if (code != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with code {code}: {string.Join(Environment.NewLine, await run.LastLinesAsync(TimeProvider.System))}");
    }
}
