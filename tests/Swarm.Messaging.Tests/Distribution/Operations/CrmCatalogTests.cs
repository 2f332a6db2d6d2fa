using Microsoft.Extensions.Options;
using Swarm.Messaging.Distribution;
using Swarm.Messaging.Distribution.Operations;

namespace Swarm.Messaging.Tests.Distribution.Operations;

public sealed class CrmCatalogTests
{
    private readonly DistributionOptions options = new();

    private CrmCatalog Catalog => new(Options.Create(options));

    [Fact]
    public void It_has_21_operations_as_they_are_specified()
    {
        CrmCatalog.Defaults.Count.ShouldBe(21);
        CrmCatalog.Defaults.GroupBy(o => o.Urgency).OrderBy(g => g.Key).Select(g => g.Count()).ShouldBe([3, 3, 5, 5, 5]);
        CrmCatalog.Defaults.Count(o => o.Batchable).ShouldBe(12);
        CrmCatalog.Defaults.Count(o => o.Session).ShouldBe(20);
        CrmCatalog.Defaults.Where(o => !o.Repeatable).Select(o => o.Name).Order().ShouldBe(
            ["bulk_operation", "calendar_booking", "contact_create", "conversation_send", "note_create", "opportunity_create", "task_create", "workflow_trigger"]);
    }

    [Theory]
    [InlineData("conversation_send", 1, 5_000, true, false, 0)]
    [InlineData("contact_create", 2, 4_000, true, true, 5)]
    [InlineData("custom_field_update", 3, 2_500, true, true, 10)]
    [InlineData("tag_add", 4, 1_500, true, true, 50)]
    [InlineData("integration_sync", 5, 10_000, false, false, 100)]
    public void An_operation_has_urgency_estimate_session_and_batches(string name, int urgency, int estimate, bool session, bool batchable, int rank)
    {
        var operation = Catalog[name];
        (operation.Urgency, operation.EstimateMs, operation.Session, operation.Batchable, operation.Rank).ShouldBe((urgency, (int?)estimate, session, batchable, rank));
    }

    [Fact]
    public void An_unknown_one_has_urgency_3_and_a_session_and_is_not_batched()
    {
        var operation = Catalog["something_new"];
        (operation.Urgency, operation.Session, operation.Batchable, operation.Repeatable).ShouldBe((3, true, false, false));
    }

    [Fact]
    public void A_setting_changes_one_and_adds_another()
    {
        options.Operations["tag_add"] = new OperationSettings { Urgency = 2 };
        options.Operations["invoice_send"] = new OperationSettings { Urgency = 1, Batchable = true };

        (Catalog["tag_add"].Rank, Catalog["tag_add"].Batchable, Catalog["tag_add"].EstimateMs).ShouldBe((5, true, (int?)1_500));
        (Catalog["invoice_send"].Rank, Catalog["invoice_send"].Batchable, Catalog["invoice_send"].Session).ShouldBe((0, true, true));
        Catalog.All.Count.ShouldBe(22);
    }

    [Theory]
    [InlineData("Tag Add", null, "name")]
    [InlineData("tag_add", 6, "urgency")]
    public void A_wrong_setting_is_refused(string name, int? urgency, string about)
    {
        options.Operations[name] = new OperationSettings { Urgency = urgency };
        options.Validate(new(options)).ShouldHaveSingleItem().ErrorMessage!.ShouldContain(about);
    }
}
