namespace Swarm.Messaging.Tests.Wasm;

[CollectionDefinition(Name)]
public sealed class WasmCollection : ICollectionFixture<WasmFixture>
{
    public const string Name = "wasm";
}
