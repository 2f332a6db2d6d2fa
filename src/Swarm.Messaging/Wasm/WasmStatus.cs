using Swarm.Messaging.Status;

namespace Swarm.Messaging.Wasm;

internal sealed class WasmStatus(PoolKeys keys) : IStatusSource
{
    public string Area => "wasm";

    public async Task<object> ReportAsync(CancellationToken cancellation) => await keys.OverviewAsync(cancellation).ConfigureAwait(false);
}
