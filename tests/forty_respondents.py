"""Forty respondents made by arithmetic, and what the R package survey 4.1-1 (R 4.2.2) finds of them.

In R, with `i <- 0:39` and the same columns:

    given   svydesign(ids=~1, weights=~w)
    strata  svydesign(ids=~1, strata=~stratum, weights=~w)
    fpc     the same with fpc=~N, N being 60, 40 and 300 by stratum
    one_fpc svydesign(ids=~1, weights=~w, fpc=rep(400, 40))
    linear  calibrate(given, ~kind+region, c(400, 130, 120, 140), calfun="linear")
    raking  the same with calfun="raking", epsilon=1e-13
    logit   of weights w * 400 / sum(w), with calfun="logit", bounds=c(.3, 3), epsilon=1e-13
    strata_raking  raking of the design fpc
    rake    rake(given, list(~kind, ~region), ..., control=list(maxit=200, epsilon=1e-12))

Names of what it finds, `oui` being I(as.numeric(q == "oui")):

    share, oui deff   svymean(~q), svymean(~oui, deff="replace")
    oui by kind       svyby(~oui, ~kind, design, svymean, deff="replace")
    total             svytotal(~q); by kind: svyby(~oui, ~kind, design, svytotal)
    logit oui b       svyciprop(~I(q == "oui"), subset(design, kind == "b"), method="xlogit")
    difference        c less a: svycontrast(svytotal(~nc+dc+na+da), quote(nc/dc - na/da)): estimate, error
    mean              svymean(~y, na.rm=TRUE, deff="replace"): estimate, error, deff, then
                      confint(df=degf(subset(design, !is.na(y))))
    mean by kind se   svyby(~y, ~kind, design, svymean, na.rm=TRUE)
    quantile          svyquantile(~y, .75, na.rm=TRUE, qrule="math" and "school"): estimate, bounds, error
    median a          svyquantile(~y, subset(design, kind == "a"), .5, na.rm=TRUE)
"""

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl

from barometre.survey.estimation.design import Design, Strata, one_stratum
from barometre.survey.estimation.outcomes import choice, number
from barometre.survey.weighting.calibrate import CalibrationOptions, calibrate
from barometre.survey.weighting.distances import CalibrationMethod
from barometre.survey.weighting.margins import prepare

ROWS = np.arange(40)
IDS = [f"{row:02}" for row in ROWS]
KIND = np.array(list("abc"))[(ROWS * 7 // 5) % 3]
REGION = np.where(ROWS * 11 % 8 < 5, "n", "s")
STRATUM = np.where(ROWS < 15, 0, np.where(ROWS < 28, 1, 2))
WEIGHTS = 5.0 * (1 + ROWS % 3)
Y = number("y", [None if row in (4, 17, 33) else str(row * 37 % 23 + (row * row % 7) / 4) for row in ROWS])
Q = choice("q", [("non", "oui", "projet")[row * 13 % 11 % 3] for row in ROWS])
MARGINS = pl.DataFrame(
    [("kind", "a", 150.0), ("kind", "b", 130.0), ("kind", "c", 120.0), ("region", "n", 260.0), ("region", "s", 140.0)],
    schema=["variable", "category", "total"],
    orient="row",
)
STRATA = Strata(("h1", "h2", "h3"), STRATUM)
SIZED = replace(STRATA, populations=np.array([60.0, 40.0, 300.0]))


def of_kind(kind):
    return np.equal(KIND, kind)


def calibrated(method, strata, bounds=None):
    sample = pl.DataFrame({"id": IDS, "kind": KIND, "region": REGION, "base_weight": WEIGHTS})
    frame, options = prepare(sample, MARGINS), CalibrationOptions(CalibrationMethod(method), bounds)
    return Design(IDS, calibrate(frame, options).weights, strata, frame, options)


@cache
def designs():
    """Designs by their name in `R`."""
    whole = one_stratum(40)
    return {
        "given": Design(IDS, WEIGHTS, whole),
        "strata": Design(IDS, WEIGHTS, STRATA),
        "fpc": Design(IDS, WEIGHTS, SIZED),
        "one_fpc": Design(IDS, WEIGHTS, one_stratum(40, 400.0)),
        "linear": calibrated("linear", whole),
        "raking": calibrated("raking", whole),
        "logit": calibrated("logit", whole, (0.3, 3)),
        "strata_raking": calibrated("raking", SIZED),
    }


R = {
    "given": {
        "share": [0.3291139240506, 0.3924050632911, 0.2784810126582],
        "share se": [0.08071656397589, 0.08534148125431, 0.07728337814364],
        "oui deff": [1.191341337978],
        "oui by kind": [0.3181818181818, 0.5384615384615, 0.3225806451613],
        "oui by kind se": [0.1338505447475, 0.1518964253542, 0.1384024175473],
        "oui by kind deff": [0.991008991009, 1.114073303422, 1.139553705631],
        "total": [130.0, 155.0, 110.0],
        "total se": [32.46299668617, 36.15316420524, 31.17362461753],
        "total oui by kind se": [15.83164633388, 28.23890751137, 25.57041559784],
        "logit oui b": [0.2354939536126, 0.8154539694553],
        "difference": [0.004398826979472, 0.1925388207924],
        "mean": [11.09246575342, 1.210467830448, 1.163354192799, 8.637523208113, 13.54740829874],
        "mean by kind se": [2.079677097586, 1.949991652842, 2.117355553298],
        "quantile math": [16.5, 14.25, 20.25, 1.479221376598],
        "quantile school": [16.5, 14.25, 20.25, 1.479221376598],
        "median a": [13.0, 6.0, 20.0, 3.212758757745],
    },
    "strata": {
        "share": [0.3291139240506, 0.3924050632911, 0.2784810126582],
        "share se": [0.08213649655597, 0.08721846814516, 0.07870863708132],
        "oui deff": [1.244321966069],
        "oui by kind": [0.3181818181818, 0.5384615384615, 0.3225806451613],
        "oui by kind se": [0.1356112283066, 0.1520067345338, 0.1419713655754],
        "oui by kind deff": [1.017252130003, 1.115692000307, 1.199082223625],
        "total": [130.0, 155.0, 110.0],
        "total se": [32.99530991202, 36.97723647484, 31.79088191857],
        "total oui by kind se": [16.0862125364, 28.75576358565, 26.25425135641],
        "logit oui b": [0.2299343633844, 0.8200938149922],
        "difference": [0.004398826979472, 0.1968547457623],
        "mean": [11.09246575342, 1.241969165294, 1.224692568509, 8.568480736515, 13.61645077033],
        "mean by kind se": [2.109613262654, 1.984256226123, 2.156620584291],
        "quantile math": [16.5, 14.25, 20.5, 1.537708669243],
        "quantile school": [16.5, 14.25, 20.5, 1.537708669243],
        "median a": [13.0, 6.0, 20.0, 3.141635447791],
    },
    "fpc": {
        "share": [0.3291139240506, 0.3924050632911, 0.2784810126582],
        "share se": [0.07357606326203, 0.07775586338964, 0.06897354364338],
        "oui deff": [0.9889678068341],
        "oui by kind": [0.3181818181818, 0.5384615384615, 0.3225806451613],
        "oui by kind se": [0.1216105726347, 0.1374868713894, 0.1262654770836],
        "oui by kind deff": [0.8180502384275, 0.9127274648428, 0.9484549190218],
        "total": [130.0, 155.0, 110.0],
        "total se": [29.76290236423, 33.00376306762, 27.63234094741],
        "total oui by kind se": [14.71531801952, 25.6881428254, 23.39528340744],
        "logit oui b": [0.2537895120658, 0.8000815049069],
        "difference": [0.004398826979472, 0.1757265343909],
    },
    "one_fpc": {
        "share": [0.3291139240506, 0.3924050632911, 0.2784810126582],
        "share se": [0.07657445611995, 0.08096203789685, 0.0733174500618],
        "oui deff": [1.07220720418],
        "oui by kind": [0.3181818181818, 0.5384615384615, 0.3225806451613],
        "oui by kind se": [0.1269817762369, 0.1441016017671, 0.1313000619369],
        "oui by kind deff": [0.8919080919081, 1.00266597308, 1.025598335068],
        "total": [130.0, 155.0, 110.0],
        "total se": [30.79710276084, 34.29790305319, 29.57389701435],
        "total oui by kind se": [15.01921845759, 26.78977991123, 24.25822620188],
        "logit oui b": [0.2480188545974, 0.8049474271497],
        "difference": [0.004398826979472, 0.1826583635121],
    },
    "linear": {
        "share": [0.3399585611757, 0.3938247607656, 0.2662166780588],
        "share se": [0.08262328424404, 0.08217665618316, 0.07076667815526],
        "oui deff": [1.103215430969],
        "oui by kind": [0.3222544998861, 0.537015615963, 0.328164160401],
        "oui by kind se": [0.1345070202671, 0.152030834935, 0.1407848963942],
        "oui by kind deff": [0.9940437901149, 1.115555930837, 1.168694947734],
        "total": [135.9834244703, 157.5299043062, 106.4866712235],
        "total se": [33.04931369762, 32.87066247326, 28.30667126211],
        "total oui by kind se": [20.17605304006, 19.76400854155, 16.8941875673],
        "logit oui b": [0.2343418473468, 0.8146665956271],
        "difference": [0.005909660514924, 0.1948254653828],
        "mean": [11.26585521148, 1.174901233193, 1.130546539577, 8.883045068692, 13.64866535426],
        "mean by kind se": [2.003678568852, 1.845944170796, 2.116138826935],
        "quantile math": [16.5, 14.25, 20.25, 1.479221376598],
        "quantile school": [16.5, 14.25, 20.25, 1.479221376598],
        "median a": [13.0, 6.0, 20.0, 3.212758757745],
    },
    "raking": {
        "share": [0.3421301048332, 0.3939751093804, 0.2638947857864],
        "share se": [0.08286334434565, 0.08217965664709, 0.07011657072369],
        "oui deff": [1.103148567159],
        "oui by kind": [0.3237366795188, 0.5370677131846, 0.3267561592528],
        "oui by kind se": [0.1350890834282, 0.1519906520934, 0.1399157425826],
        "oui by kind deff": [1.000262565014, 1.114983618014, 1.156858772747],
        "total": [136.8520419333, 157.5900437522, 105.5579143146],
        "total se": [33.14533773826, 32.87186265884, 28.04662828948],
        "total oui by kind se": [20.26336251422, 19.75878477215, 16.78988910992],
        "logit oui b": [0.2344389299289, 0.8146481870942],
        "difference": [0.003019479733928, 0.1945522264948],
        "mean": [11.20407474269, 1.173573446287, 1.126888375696, 8.823957476564, 13.58419200882],
        "mean by kind se": [2.003620061316, 1.849164284419, 2.102088223798],
        "quantile math": [16.5, 14.5, 20.25, 1.417587152573],
        "quantile school": [16.5, 14.5, 20.25, 1.417587152573],
        "median a": [13.0, 6.0, 20.0, 3.212758757745],
    },
    "logit": {
        "share": [0.3417084988234, 0.3938800151684, 0.2644114860082],
        "share se": [0.08280253953996, 0.08216760259674, 0.07021824199566],
        "oui deff": [1.102918163177],
        "oui by kind": [0.323536587762, 0.5370024990644, 0.3267599418726],
        "oui by kind se": [0.1350023876815, 0.1520415596905, 0.1399173006627],
        "oui by kind deff": [0.9993012541315, 1.115708969571, 1.156877645747],
        "total": [136.6833995294, 157.5520060674, 105.7645944033],
        "total se": [33.12101581598, 32.8670410387, 28.08729679826],
        "total oui by kind se": [20.25035815222, 19.76540275977, 16.79007607953],
        "logit oui b": [0.2343164527783, 0.8146720347262],
        "difference": [0.003223354110656, 0.1944987689768],
        "mean": [11.207030404, 1.172970447874, 1.126365832427, 8.828136075339, 13.58592473266],
        "mean by kind se": [2.003490123158, 1.845233448795, 2.101935078233],
        "quantile math": [16.5, 14.5, 20.25, 1.417587152573],
        "quantile school": [16.5, 14.5, 20.25, 1.417587152573],
        "median a": [13.0, 6.0, 20.0, 3.212758757745],
    },
    "strata_raking": {
        "share": [0.3421301048332, 0.3939751093804, 0.2638947857864],
        "share se": [0.07447635352859, 0.07461365353617, 0.06292137001293],
        "oui deff": [0.9093728268033],
        "oui by kind": [0.3237366795188, 0.5370677131846, 0.3267561592528],
        "oui by kind se": [0.1231084666469, 0.1353555247062, 0.1281988580865],
        "oui by kind deff": [0.8307098300937, 0.8842736898195, 0.9712152527994],
        "total": [136.8520419333, 157.5900437522, 105.5579143146],
        "total se": [29.79054141143, 29.84546141447, 25.16854800517],
        "total oui by kind se": [18.46626999704, 17.59621821181, 15.38386297038],
        "logit oui b": [0.2564528950929, 0.7960153771974],
        "difference": [0.003019479733928, 0.178355961774],
    },
    "rake": {
        "share": [0.3421301048332, 0.3939751093804, 0.2638947857864],
        "share se": [0.08537282834462, 0.08410471270226, 0.07091049807771],
        "total se": [34.14913133785, 33.6418850809, 28.36419923108],
        "mean": [11.20407474269, 1.209530272752, 1.196999131456, 8.751033652518, 13.65711583286],
    },
}
