using System.Net;
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
}
