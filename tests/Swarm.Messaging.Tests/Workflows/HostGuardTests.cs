using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Tests.Workflows;

public sealed class HostGuardTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("64:ff9b::7f00:1", true)]
    [InlineData("64:ff9b::5db8:d822", false)]
    [InlineData("93.184.216.34", false)]
    [InlineData("2606:2800:220:1::1", false)]
    public void An_address_is_internal_or_not(string address, bool isInternal) => HostGuard.IsInternal(IPAddress.Parse(address)).ShouldBe(isInternal);

    [Theory]
    [InlineData("db.internal", true)]
    [InlineData("DB.internal", true)]
    [InlineData("other.internal", false)]
    public void What_is_on_the_list_may_be_reached(string host, bool may) =>
        new HostGuard(["db.internal"]).MayReach(host, 80, IPAddress.Parse("10.0.0.1")).ShouldBe(may);

    [Fact]
    public void A_port_may_be_named_with_it()
    {
        var guard = new HostGuard(["127.0.0.1:8080"]);

        guard.MayReach("127.0.0.1", 8080, IPAddress.Loopback).ShouldBeTrue();
        guard.MayReach("127.0.0.1", 9090, IPAddress.Loopback).ShouldBeFalse();
    }

    [Fact]
    public async Task A_connection_that_is_refused_is_tried_again_within_the_attempt()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var time = new WaitedFor();

        var connecting = new HostGuard(["127.0.0.1"], time).ConnectAsync("127.0.0.1", port, CancellationToken.None).AsTask();
        await time.Waits.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        using var answers = new TcpListener(IPAddress.Loopback, port);
        answers.Start();
        time.Advance(TimeSpan.FromSeconds(1));

        await using var stream = await connecting;
        stream.CanWrite.ShouldBeTrue();
    }

    /// <summary>Says when somebody waits.</summary>
    private sealed class WaitedFor : FakeTimeProvider
    {
        public TaskCompletionSource Waits { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Waits.TrySetResult();
            return timer;
        }
    }
}
