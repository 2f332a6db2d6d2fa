using System.Globalization;
using System.Text;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Cli;

/// <summary>An embedded host in this process, which the verbs find by its data folder.</summary>
public sealed class CliHost : IAsyncLifetime
{
    private readonly TempFolder folder = new("cli");
    private SwarmHost? host;

    internal string Data => folder.Combine("data");

    internal string Address => host!.Address.ToString();

    internal string Token => host!.Token;

    internal string Folder => folder.Path;

    public async Task InitializeAsync() =>
        host = await TestHost.StartAsync(new HostSettings { Data = Data, Logging = new HostLogging { Console = false } });

    public async Task DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>A verb against this host; one that does not end tells how the host stands.</summary>
    internal async Task<CliRun> RunAsync(params string[] arguments)
    {
        try
        {
            return await CliRun.OfAsync([.. arguments, "--data", Data]);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"swarm {string.Join(' ', arguments)}: {e.Message}\n{await StandsAsync()}", e);
        }
    }

    private async Task<string> StandsAsync()
    {
        var told = new StringBuilder();
        foreach (var verb in new[] { "status", "alerts", "limits" })
        {
            try
            {
                var run = await CliRun.OfAsync(verb, "--data", Data);
                told.AppendLine(run.Out).AppendLine(run.Error);
            }
            catch (TimeoutException e)
            {
                told.AppendLine(CultureInfo.InvariantCulture, $"{verb}: {e.Message}");
            }
        }
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Data, "logs")))
        {
            await using var log = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            log.Seek(-Math.Min(log.Length, 20_000), SeekOrigin.End);
            using var reader = new StreamReader(log);
            told.AppendLine(file).AppendLine(await reader.ReadToEndAsync());
        }
        return told.ToString();
    }

    internal string Write(string name, ReadOnlySpan<byte> content)
    {
        var path = folder.Combine(name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
