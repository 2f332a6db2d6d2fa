using System.Net;
using System.Net.Sockets;
using Swarm.Messaging.Cli.Fleet;

namespace Swarm.Messaging.Tests.Cli.Fleet;

public sealed class CuttableLinkTests : IAsyncLifetime
{
    private readonly TcpListener server = new(IPAddress.Loopback, 0);
    private CuttableLink link = null!;
    private TcpClient client = null!;
    private TcpClient accepted = null!;

    public async Task InitializeAsync()
    {
        server.Start();
        link = new CuttableLink(IPAddress.Loopback, ((IPEndPoint)server.LocalEndpoint).Port);
        client = await ConnectAsync();
        accepted = await server.AcceptTcpClientAsync();
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        accepted.Dispose();
        await link.DisposeAsync();
        server.Dispose();
    }

    [Fact]
    public async Task It_passes_bytes_both_ways()
    {
        await client.GetStream().WriteAsync("ask"u8.ToArray());
        (await ReadAsync(accepted)).ShouldBe("ask");
        await accepted.GetStream().WriteAsync("answer"u8.ToArray());
        (await ReadAsync(client)).ShouldBe("answer");
    }

    [Fact]
    public async Task What_was_sent_while_it_was_stalled_comes_when_it_heals_and_not_before()
    {
        link.Stall();
        await client.GetStream().WriteAsync("late"u8.ToArray());
        var reading = ReadAsync(accepted);
        // What came straight to the server meanwhile shows that time has passed for it, too.
        using var past = new TcpClient();
        await past.ConnectAsync((IPEndPoint)server.LocalEndpoint);
        using var other = await server.AcceptTcpClientAsync();
        await past.GetStream().WriteAsync("past"u8.ToArray());
        (await ReadAsync(other)).ShouldBe("past");
        reading.IsCompleted.ShouldBeFalse();

        link.Heal();

        (await reading).ShouldBe("late");
    }

    [Fact]
    public async Task When_it_is_cut_connections_break_new_ones_come_to_nothing_and_later_ones_work()
    {
        link.Cut();
        (await ReadAsync(accepted)).ShouldBeEmpty();
        (await ReadAsync(client)).ShouldBeEmpty();
        using (var refused = await ConnectAsync())
            (await ReadAsync(refused)).ShouldBeEmpty();

        link.Heal();

        using var again = await ConnectAsync();
        await again.GetStream().WriteAsync("again"u8.ToArray());
        using var served = await server.AcceptTcpClientAsync();
        (await ReadAsync(served)).ShouldBe("again");
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, link.Port);
        return connection;
    }

    /// <summary>Empty: the connection ended.</summary>
    private static async Task<string> ReadAsync(TcpClient from)
    {
        var buffer = new byte[100];
        try
        {
            return System.Text.Encoding.ASCII.GetString(buffer, 0, await from.GetStream().ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(30)));
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return "";
        }
    }
}
