using Swarm.Messaging.Wasmtime.Sandbox;
using Wasmtime;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>A run that began just after the ticker was disposed started its thread, which waited at a disposed event: an exception that nobody could catch.</summary>
public sealed class AGuestThatBeganAtTheVeryEndKilledTheProcessTests
{
    [Fact]
    public void Enter_AfterTheEnd_IsRefusedAndStartsNoThread()
    {
        using var engine = new Engine();
        var ticker = new EpochTicker();
        ticker.Dispose();

        Should.Throw<ObjectDisposedException>(() => ticker.Enter(engine));
    }
}
