using System.Text;
using Swarm.Messaging.Worker.Wire;
using Swarm.Messaging.Workers.Children;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>A number too great overflowed on the reading thread, and the whole host ended; one that is not finite could never be stored.</summary>
public sealed class ANumberOfAWorkerEndedTheHostTests
{
    [Theory]
    [InlineData("""{"type":"heartbeat","cpuUsage":{"user":1e300,"system":0}}""")]
    [InlineData("""{"type":"heartbeat","cpuUsage":{"user":1e18,"system":1e18}}""")]
    [InlineData("""{"type":"heartbeat","memoryUsage":{"rss":1e300}}""")]
    [InlineData("""{"type":"high-memory-warning","memoryMB":1e999}""")]
    [InlineData("""{"type":"task-progress","fraction":-1e999}""")]
    public void It_is_a_message_that_cannot_be_read(string json) => Should.Throw<FrameException>(() => WorkerMessage.Read(Encoding.UTF8.GetBytes(json)));
}
