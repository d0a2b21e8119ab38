/*
 * The noise of a month and three rules, as a C programmer would write them by hand: what the compiled Python is held to.
 *
 * `tables.h` is written by `against_c.py` from the model's own tables: the records of the state, the parameters, the
 * purposes of the noise and the coefficients of its polynomials. Every number must come out the same to the
 * bit, so that terms are added in the order in which the model adds them.
 */

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tables.h"

#define PART __attribute__((visibility("default")))

/* Noise: Philox4x32-10 (Salmon et al. 2011) and the normal quantile of Wichura (1988), AS 241. */

typedef struct {
    uint64_t w0, w1, w2, w3;
} Words;

/* Words of 32 bits are kept in 64, since a product of two of them fills 64 bits: several trusts are done at a time. */
static inline Words philox(uint64_t w0, uint64_t w1, uint64_t w2, uint64_t w3, uint32_t k0, uint32_t k1)
{
#pragma GCC unroll 10
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * (uint32_t)w0;
        uint64_t p1 = (uint64_t)0xCD9E8D57u * (uint32_t)w2;
        w0 = (p1 >> 32) ^ w1 ^ k0;
        w1 = (uint32_t)p1;
        w2 = (p0 >> 32) ^ w3 ^ k1;
        w3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return (Words){w0, w1, w2, w3};
}

static inline double open_unit(uint64_t high, uint64_t low)
{
    return ((double)(int64_t)(high << 20 | low >> 12) + 0.5) * 0x1p-52;
}

static inline double polynomial(double x, const double c[8])
{
    double value = (x * c[0] + c[1]) * x;
    for (int power = 2; power < 7; power++)
        value = (value + c[power]) * x;
    return value + c[7];
}

static inline double logarithm(double x)
{
    int64_t bits;
    memcpy(&bits, &x, sizeof bits);
    double exponent = (double)((bits >> 52) - 1022);
    bits = (bits & 0x000FFFFFFFFFFFFF) | 0x3FE0000000000000;
    double mantissa;
    memcpy(&mantissa, &bits, sizeof mantissa);
    double doublings = mantissa < SQRT_HALF ? 1.0 : 0.0;
    mantissa += doublings * mantissa;
    exponent -= doublings;
    double s = (mantissa - 1.0) / (mantissa + 1.0);
    double square = s * s;
    double value = square * ATANH[0];
    for (int power = 1; power < 11; power++)
        value = (value + ATANH[power]) * square;
    double series = (s + s) * (value + ATANH[11]);
    return exponent * LN2_HIGH + (exponent * LN2_LOW + series);
}

static inline double centre(double q)
{
    double r = 0.180625 - q * q;
    r = r < 0.0 ? 0.0 : r;
    return q * polynomial(r, CENTRE[0]) / polynomial(r, CENTRE[1]);
}

/* The root of the logarithm that tails are worked out from, with the sign of the normal. */
static inline double root_of(double u)
{
    double root = sqrt(-logarithm(u < 0.5 ? u : 1.0 - u));
    return copysign(root, u - 0.5);
}

static inline double near_tail(double root)
{
    double r = fabs(root) - 1.6;
    return copysign(polynomial(r, TAIL[0]) / polynomial(r, TAIL[1]), root);
}

static double tail(double root)
{
    if (fabs(root) <= 5.0)
        return near_tail(root);
    double r = fabs(root) - 5.0;
    return copysign(polynomial(r, FAR_TAIL[0]) / polynomial(r, FAR_TAIL[1]), root);
}

static void fill_block(double *restrict even, double *restrict odd, const uint64_t *restrict keys, ptrdiff_t count,
                       uint32_t seed, uint32_t replicate, uint32_t month, uint32_t block)
{
    for (ptrdiff_t at = 0; at < count; at++) {
        Words words = philox((uint32_t)keys[at], keys[at] >> 32, month, block, seed, replicate);
        even[at] = open_unit(words.w0, words.w1);
        odd[at] = open_unit(words.w2, words.w3);
    }
}

static void tails_to_normal(double *restrict numbers, ptrdiff_t tails)
{
    ptrdiff_t far = 0;
    for (ptrdiff_t number = 0; number < tails; number++)
        numbers[number] = root_of(numbers[number]);
    for (ptrdiff_t number = 0; number < tails; number++)
        far += fabs(numbers[number]) > 5.0;
    if (far > 0)
        for (ptrdiff_t number = 0; number < tails; number++)
            numbers[number] = tail(numbers[number]);
    else
        for (ptrdiff_t number = 0; number < tails; number++)
            numbers[number] = near_tail(numbers[number]);
}

/* All as if in the centre, several at a time; tails are listed without a branch, brought together, and put back. */
static void to_normal(double *restrict uniforms, double *restrict normals, int64_t *restrict places, ptrdiff_t count)
{
    ptrdiff_t tails = 0;
    for (ptrdiff_t at = 0; at < count; at++) {
        places[tails] = at;
        tails += fabs(uniforms[at] - 0.5) > 0.425;
    }
    for (ptrdiff_t number = 0; number < tails; number++)
        normals[number] = uniforms[places[number]];
    tails_to_normal(normals, tails);
    for (ptrdiff_t at = 0; at < count; at++)
        uniforms[at] = centre(uniforms[at] - 0.5);
    for (ptrdiff_t number = 0; number < tails; number++)
        uniforms[places[number]] = normals[number];
    memcpy(normals, uniforms, (size_t)count * sizeof *normals);
}

static void shocks_of(double *restrict shocks, const uint64_t *restrict keys, ptrdiff_t count, uint32_t seed,
                      uint32_t replicate, uint32_t month, uint32_t purpose)
{
    for (ptrdiff_t at = 0; at < count; at++) {
        Words words = philox((uint32_t)keys[at], keys[at] >> 32, month, purpose / 2, seed, replicate);
        double u = purpose % 2 ? open_unit(words.w2, words.w3) : open_unit(words.w0, words.w1);
        shocks[at] = fabs(u - 0.5) > 0.425 ? tail(root_of(u)) : centre(u - 0.5);
    }
}

/* The numbers of some months, each in place of the last: a row for each purpose, a column for each trust. */
PART void fill_months(double *numbers, double *even, double *odd, const uint64_t *trusts, ptrdiff_t trust_count,
                      double *economy_shocks, const uint64_t *economies, ptrdiff_t economy_count, double *nation_shock,
                      double *funding_shock, const uint64_t *nation, uint32_t seed, uint32_t replicate, uint32_t first, uint32_t months)
{
    int64_t places[trust_count];
    for (uint32_t month = first; month < first + months; month++) {
        for (size_t at = 0; at < sizeof BLOCKS / sizeof *BLOCKS; at++) {
            double *row = numbers + 2 * BLOCKS[at] * trust_count;
            if (2 * BLOCKS[at] < FIRST_CHANCE) {
                fill_block(even, odd, trusts, trust_count, seed, replicate, month, (uint32_t)BLOCKS[at]);
                to_normal(even, row, places, trust_count);
                to_normal(odd, row + trust_count, places, trust_count);
            } else {
                fill_block(row, row + trust_count, trusts, trust_count, seed, replicate, month, (uint32_t)BLOCKS[at]);
            }
        }
        shocks_of(economy_shocks, economies, economy_count, seed, replicate, month, REGIONAL_PRESSURE);
        shocks_of(nation_shock, nation, 1, seed, replicate, month, NATIONAL_PRESSURE);
        shocks_of(funding_shock, nation, 1, seed, replicate, month, NATIONAL_FUNDING);
    }
}

/* Rules. */

static inline double level(double value)
{
    return value < 0.0 ? 0.0 : value > 1.0 ? 1.0 : value;
}

static inline double smaller(double first, double second)
{
    return second < first ? second : first;
}

static inline double mean_performance(const TrustState *trust)
{
    return (trust->quality + trust->access + trust->finance) / 3.0;
}

static inline double positive(double value)
{
    return value > 0.0 ? value : 0.0;
}

static inline double need_for_change(const TrustState *trust, const Parameters *p)
{
    double published = (trust->annual_quality + trust->annual_access + trust->annual_finance) / 3.0;
    double weakest = smaller(trust->annual_quality, smaller(trust->annual_access, trust->annual_finance));
    double overall = positive(p->sound_performance - published);
    double one = positive(p->sound_figure - weakest);
    return level((one > overall ? one : overall) / p->poor_by);
}

static double sustained_finance(const TrustState *trust, const RegulatorState *regulator, const Parameters *p)
{
    double drivers = p->gain_from_leadership * trust->effective_leadership
                     + p->gain_from_adoption * trust->frontline_adoption + p->finance_from_access * trust->access
                     + p->finance_from_workforce * trust->workforce
                     + (trust->plan_under_way ? p->quick_wins * trust->plan_quality : 0.0);
    double one_organisation = p->left_without_coherence + (1.0 - p->left_without_coherence) * trust->coherence;
    drivers += p->finance_from_savings * trust->back_office_savings * one_organisation;
    if (trust->bridged)
        drivers += p->gain_from_bridging * regulator->bridging_finance;
    double burdens = p->slow_pressure * trust->pressure + p->loss_to_transition * trust->integration_dip;
    double net = trust->cost_to_trust - trust->income_from_partnerships - trust->income_from_grants;
    double spent = p->finance_spending * 12.0 * net / trust->turnover;
    return level(p->finance_base + trust->own_finance + drivers - burdens - spent);
}

static double next_finance(const TrustState *trust, const RegulatorState *regulator, const Parameters *p)
{
    double emphasis = 1.0;
    if (trust->plan_under_way) {
        double need = need_for_change(trust, p);
        emphasis = 1.0 + p->quick_win_emphasis * need - p->growth_emphasis * (1.0 - need);
    }
    double gap = sustained_finance(trust, regulator, p) - trust->finance;
    double speed = p->slow_decline;
    if (gap > 0.0)
        speed = smaller(p->slow_speed * trust->effort * emphasis + p->slow_drift, 1.0);
    return trust->finance + speed * gap;
}

static double sustained_engagement(const TrustState *trust, const RegulatorState *regulator, const Parameters *p)
{
    double lift = p->engagement_from_visibility * smaller(trust->attention_free / p->attention_usable, 1.0);
    if (trust->plan_under_way)
        lift += p->engagement_from_recovery;
    if (trust->bridged)
        lift += p->gain_from_bridging * regulator->bridging_finance;
    double drivers = lift
                     + (p->engagement_from_leadership * trust->effective_leadership
                        + p->engagement_from_coherence * trust->coherence
                        + p->engagement_from_performance * mean_performance(trust)
                        + p->engagement_from_workforce * trust->workforce);
    double burdens = p->engagement_ceded * trust->autonomy_ceded + p->engagement_fatigue * trust->fatigue
                     + p->engagement_threat * trust->identity_threat;
    if (trust->special_measures) {
        burdens += p->stigma * regulator->publicity;
        burdens += p->engagement_scrutiny * regulator->scrutiny;
    }
    return level(p->engagement_base + trust->own_engagement + drivers - burdens);
}

static double next_engagement(const TrustState *trust, const RegulatorState *regulator, const Parameters *p)
{
    double sustained = sustained_engagement(trust, regulator, p);
    return trust->engagement + p->engagement_rate * (sustained - trust->engagement);
}

static double attention_supply(const TrustState *trust, const RegulatorState *regulator, const Parameters *p)
{
    double own = (1.0 - p->attention_from_leadership) + p->attention_from_leadership * trust->effective_leadership;
    own = p->attention_scale * own - p->attention_lost_to_dependence * trust->dependence;
    double to_the_board = 1.0 - p->relief_lost_to_empowerment * regulator->empowerment;
    double supported = p->attention_from_support * trust->regulator_support * to_the_board;
    return positive(own + trust->capacity_lent + supported);
}

static double operations_demand(const TrustState *trust, const Parameters *p)
{
    double sites = p->operations_per_site * ((double)(trust->number_of_sites - 1) + trust->group_sites);
    double running = p->operations_base * (2.0 - mean_performance(trust));
    return running + sites + p->operations_pressure * positive(trust->pressure);
}

static double compliance_demand(const TrustState *trust, const RegulatorState *regulator, const Parameters *p)
{
    double reporting = p->compliance_base * regulator->scrutiny;
    if (trust->special_measures)
        reporting += p->compliance_special_measures * regulator->scrutiny;
    else if (trust->oversight_segment == 1)
        reporting *= 1.0 - regulator->freedom;
    reporting += p->compliance_missed_total * trust->missed_control_total;
    double assured = level(regulator->joint_oversight * trust->joint_data_quality);
    reporting *= 1.0 - p->reporting_spared * assured;
    if (trust->integrating)
        reporting *= 1.0 - p->reporting_spared * regulator->autonomy;
    return (reporting + trust->approval_demand) * (1.0 + p->compliance_incoherence * (1.0 - regulator->regulatory_coherence));
}

static void keep_ledger(TrustState *restrict trust, const RegulatorState *restrict regulator,
                        const Parameters *restrict p)
{
    double supply = attention_supply(trust, regulator, p);
    double operations = operations_demand(trust, p);
    double compliance = compliance_demand(trust, regulator, p);
    double crowding = p->partnership_crowding * positive((double)trust->partnerships_active - 1.0);
    double partnership = trust->partnership_demand * (1.0 + crowding);
    double asked = operations + compliance + partnership;
    trust->attention_supply = supply;
    trust->attention_operations = operations;
    trust->attention_compliance = compliance;
    trust->attention_partnership = partnership;
    trust->attention_free = positive(supply - asked);
    trust->overload = positive(asked - supply);
}

/* Each loop is gone through several times over, since one time is too short to be timed; none may be left out. */
#define REPEATED() __asm__ volatile("" ::: "memory")

/* All loops take the same arguments, whichever of them they use. */
#define LOOP(name, statement)                                                                                          \
    PART void name##_loop(TrustState *restrict trusts, ptrdiff_t count, const RegulatorState *restrict regulator,      \
                          const Parameters *restrict parameters, double *restrict results, ptrdiff_t times)            \
    {                                                                                                                  \
        (void)results;                                                                                                 \
        for (ptrdiff_t time = 0; time < times; time++) {                                                               \
            for (ptrdiff_t at = 0; at < count; at++)                                                                   \
                statement;                                                                                             \
            REPEATED();                                                                                                \
        }                                                                                                              \
    }

LOOP(next_finance, results[at] = next_finance(&trusts[at], regulator, parameters))
LOOP(next_engagement, results[at] = next_engagement(&trusts[at], regulator, parameters))
LOOP(keep_ledger, keep_ledger(&trusts[at], regulator, parameters))
