using Swarm.Messaging.Status;

namespace Swarm.Messaging.Placement;

internal sealed class PlacementStatus(IPlacementStore placement) : IStatusSource
{
    public string Area => "placement";

    public async Task<object> ReportAsync(CancellationToken cancellation) => await placement.ReportAsync(cancellation).ConfigureAwait(false);
}
