using System.Globalization;
using System.Net;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Cli.Fleet;

/// <summary>
/// A network namespace of Linux for each host, with one cable to this process, which passes bytes on to the servers. A stall pulls the cable: the
/// kernel itself loses the packets. Needs root.
/// </summary>
internal sealed class NamespaceNetwork : IHostNetwork
{
    private const string Prefix = "swf";
    private const int Cables = 16_384;
    private const int MostHosts = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string name;
    private readonly string cable;
    private readonly IPAddress own;
    private CuttableLink toRedis = null!;
    private CuttableLink toBroker = null!;

    private NamespaceNetwork(int number)
    {
        (name, cable) = ($"{Prefix}{Environment.ProcessId}-{number}", $"{Prefix}{Environment.ProcessId}n{number}");
        // Four addresses of 10.213.0.0/16 for each cable; which ones hangs on the process, so that two runs do not meet.
        var first = ((Environment.ProcessId * MostHosts) + number) % Cables * 4;
        (Servers, own) = (Address(first + 1), Address(first + 2));
    }

    public IReadOnlyList<string> Command => ["ip", "netns", "exec", name];

    public IPAddress Servers { get; }

    public int RedisPort => toRedis.Port;

    public int BrokerPort => toBroker.Port;

    public string Listen => $"{own}:0";

    /// <returns>Null: this process may not make one, or the system has none.</returns>
    /// <param name="number">Of the host, from 1.</param>
    public static async Task<NamespaceNetwork?> TryCreateAsync(int number, int redis, int broker)
    {
        if (!OperatingSystem.IsLinux() || number >= MostHosts)
            return null;
        if (number == 1)
            await SweepAsync().ConfigureAwait(false);
        var network = new NamespaceNetwork(number);
        if (await network.OpenAsync().ConfigureAwait(false))
        {
            (network.toRedis, network.toBroker) = (new CuttableLink(network.Servers, redis), new CuttableLink(network.Servers, broker));
            return network;
        }

        await network.CloseAsync().ConfigureAwait(false);
        return null;
    }

    public Task StallAsync() => RunAsync("link", "set", cable, "down");

    public Task CutAsync()
    {
        toRedis.Cut();
        toBroker.Cut();
        return Task.CompletedTask;
    }

    public async Task HealAsync()
    {
        await RunAsync("link", "set", cable, "up").ConfigureAwait(false);
        toRedis.Heal();
        toBroker.Heal();
    }

    public async ValueTask DisposeAsync()
    {
        await toRedis.DisposeAsync().ConfigureAwait(false);
        await toBroker.DisposeAsync().ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
    }

    private async Task<bool> OpenAsync()
    {
        string[][] steps =
        [
            ["netns", "add", name],
            ["link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name],
            ["addr", "add", $"{Servers}/30", "dev", cable],
            ["link", "set", cable, "up"],
            ["-n", name, "addr", "add", $"{own}/30", "dev", "eth0"],
            ["-n", name, "link", "set", "eth0", "up"],
            ["-n", name, "link", "set", "lo", "up"],
        ];
        foreach (var step in steps)
        {
            if (!await RunAsync(step).ConfigureAwait(false))
                return false;
        }

        return true;
    }

    private async Task CloseAsync()
    {
        await RunAsync("link", "del", cable).ConfigureAwait(false);
        await RunAsync("netns", "del", name).ConfigureAwait(false);
    }

    /// <summary>What processes have left that were killed before they could tidy up.</summary>
    private static async Task SweepAsync()
    {
        if (!Directory.Exists("/run/netns"))
            return;
        foreach (var left in Directory.GetFiles("/run/netns", $"{Prefix}*").Select(f => Path.GetFileName(f)!))
        {
            var process = left[Prefix.Length..].Split('-')[0];
            if (int.TryParse(process, CultureInfo.InvariantCulture, out var id) && !Directory.Exists($"/proc/{id}"))
                await RunAsync("netns", "del", left).ConfigureAwait(false);
        }
    }

    private static async Task<bool> RunAsync(params string[] arguments)
    {
        try
        {
            await using var ip = await ChildProcess.StartAsync(new("ip", arguments)).ConfigureAwait(false);
            return await ip.Exited.WaitAsync(Patience, TimeProvider.System).ConfigureAwait(false) == 0;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or TimeoutException)
        {
            return false;
        }
    }

    private static IPAddress Address(int number) => new([10, 213, (byte)(number >> 8), (byte)number]);
}
